using System.Net;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Machines;

namespace CloudApp.Tests.Operations;

/// <summary>A machine whose answers a test writes down, and that remembers what was asked of it.</summary>
internal sealed class FakeMachine(string name) : IMachine
{
    private readonly List<string> _commands = [];

    public string Name => name;

    public string BundleFolder => $"/opt/{name}";

    public string EngineSocket => EngineApi.StandardSocket;

    /// <summary>Each command line, in order; copies as "copy SOURCE TARGET".</summary>
    public IReadOnlyList<string> Commands => _commands;

    /// <summary>What a command gives; by default success without a word.</summary>
    public Func<ProcessRequest, ProcessResult> Answer { get; init; } = static _ => new ProcessResult(0, "", "");

    /// <summary>What is at the other end of a stream; by default an address that never answers.</summary>
    public Func<EndPoint, CancellationToken, Task<Stream>> Connect { get; init; } = static async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new OperationCanceledException(cancellationToken);
    };

    public Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken)
    {
        _commands.Add($"{request.FileName} {string.Join(' ', request.Arguments)}");
        return Task.FromResult(Answer(request));
    }

    public Task CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        _commands.Add($"copy {source} {target}");
        return Task.CompletedTask;
    }

    public async ValueTask<Stream> ConnectAsync(EndPoint address, CancellationToken cancellationToken) => await Connect(address, cancellationToken);

    public Task<MachineCondition?> ConditionAsync(CancellationToken cancellationToken) => Task.FromResult<MachineCondition?>(null);

    public string CommandLine(params IEnumerable<string> arguments) => $"ssh {name} {string.Join(' ', arguments)}";
}
