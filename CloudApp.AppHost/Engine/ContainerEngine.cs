using CloudApp.Operations.Engine;

namespace CloudApp.AppHost.Engine;

/// <summary>The developer's container engine, through its command.</summary>
/// <param name="owner">Value of <see cref="OwnerLabel"/> on everything that this AppHost starts.</param>
internal sealed class ContainerEngine(string owner, TimeProvider time) : IDisposable
{
    public const string Command = "docker";

    /// <summary>Holds the process id of the AppHost that a container belongs to.</summary>
    public const string OwnerLabel = "cloudapp.apphost";

    private const int StatesKeptMs = 900;
    private const int TimeoutSeconds = 60;

    private readonly ProcessRunner _runner = new(time);
    private readonly SemaphoreSlim _asking = new(1);
    private IReadOnlyDictionary<string, string> _states = new Dictionary<string, string>(StringComparer.Ordinal);
    private long? _askedAt;

    public string Owner => owner;

    /// <summary>From now on nothing is started any more.</summary>
    public bool IsStopping { get; set; }

    public Task<ProcessResult> TryAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        _runner.RunAsync(Request(arguments), cancellationToken);

    /// <summary>Runs <c>docker ARGUMENTS</c>, which has to succeed, and returns its standard output.</summary>
    /// <exception cref="Operations.UserException">It failed; the message carries its words.</exception>
    public Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(arguments, TimeSpan.FromSeconds(TimeoutSeconds), cancellationToken);

    /// <summary>The same, with a limit of its own.</summary>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken) =>
        (await _runner.RunCheckedAsync(Request(arguments) with { Timeout = limit }, cancellationToken)).StandardOutput;

    /// <summary>Name and status of every running container of ours, e.g. <c>Up 3 seconds (healthy)</c>; one question a second, whoever asks.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StatesAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_askedAt is { } asked && time.GetElapsedTime(asked).TotalMilliseconds < StatesKeptMs)
                return _states;
            var answer = await RunAsync(["ps", "--filter", $"label={OwnerLabel}={owner}", "--format", "{{.Names}}\t{{.Status}}"], cancellationToken);
            _states = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t'))
                .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
            _askedAt = time.GetTimestamp();
            return _states;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private static ProcessRequest Request(IReadOnlyList<string> arguments) => new(Command, arguments)
    {
        Timeout = TimeSpan.FromSeconds(TimeoutSeconds),
        Purpose = $"docker {arguments[0]}",
    };
}
