using System.Net;
using System.Net.Sockets;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Machines;

namespace CloudApp.Lab;

/// <summary>A machine of the lab: entered through its namespaces. It has the same file system as we have, below its own mounts.</summary>
internal sealed class NamespaceMachine(LabSystem lab, LabMachine facts) : IMachine
{
    private readonly NetworkNamespace _network = new(lab.Plan.NetworkNamespacePath(facts.Name));

    public string Name => facts.Name;

    public string BundleFolder => lab.Paths.Bundle(Name);

    public string EngineSocket => EngineApi.StandardSocket;

    public Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken) => lab.RunAsync(Name, request, cancellationToken);

    public Task CopyAsync(string source, string target, CancellationToken cancellationToken) => FolderCopy.RunAsync(this, source, target, cancellationToken);

    public async ValueTask<Stream> ConnectAsync(EndPoint address, CancellationToken cancellationToken) => address switch
    {
        IPEndPoint point => new NetworkStream(await _network.ConnectAsync(point, cancellationToken), ownsSocket: true),
        // The engine listens on this side as well, where no namespace has to be entered.
        UnixDomainSocketEndPoint socket when string.Equals(socket.ToString(), EngineSocket, StringComparison.Ordinal) =>
            await EngineApi.ConnectAsync(lab.Paths.EngineSocket(Name), cancellationToken),
        _ => throw new UserException($"From outside of {Name} of lab '{lab.Plan.Name}', {address} cannot be reached: only TCP and the engine's socket can."),
    };

    public async Task<MachineCondition?> ConditionAsync(CancellationToken cancellationToken) =>
        new(lab.PowerState(facts), await lab.LinkStateAsync(facts, cancellationToken));

    public string CommandLine(params IEnumerable<string> arguments) => $"./cloudapp lab exec --lab {lab.Plan.Name} {Name} -- {string.Join(' ', arguments)}";
}
