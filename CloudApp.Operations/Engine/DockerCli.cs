namespace CloudApp.Operations.Engine;

/// <summary>The docker command against one engine, with our own programs, plugins and configuration.</summary>
public sealed class DockerCli(EngineBinaries binaries, string socketPath, ProcessRunner runner)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    /// <summary>The request for <c>docker ARGUMENTS</c>, to be refined with <c>with</c>.</summary>
    public ProcessRequest Request(params IReadOnlyList<string> arguments) => new(binaries.Docker, arguments)
    {
        Timeout = DefaultTimeout,
        Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DOCKER_HOST"] = $"unix://{socketPath}",
            ["DOCKER_CONFIG"] = binaries.ConfigDirectory,
            ["DOCKER_CONTEXT"] = null,
            ["DOCKER_CLI_HINTS"] = "false",
            ["PATH"] = binaries.SearchPath,
        },
    };

    /// <summary>Runs <c>docker ARGUMENTS</c> and returns its exit code, whatever it is.</summary>
    public Task<ProcessResult> TryAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        runner.RunAsync(Request(arguments), cancellationToken);

    /// <summary>Runs <c>docker ARGUMENTS</c>, which has to succeed, and returns its standard output.</summary>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default) =>
        (await runner.RunCheckedAsync(Request(arguments), cancellationToken)).StandardOutput;

    public Task<ProcessResult> TryAsync(ProcessRequest request, CancellationToken cancellationToken = default) =>
        runner.RunAsync(request, cancellationToken);

    public async Task<string> RunAsync(ProcessRequest request, CancellationToken cancellationToken = default) =>
        (await runner.RunCheckedAsync(request, cancellationToken)).StandardOutput;
}
