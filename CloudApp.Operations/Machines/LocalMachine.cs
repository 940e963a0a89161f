using System.Net;
using System.Net.Sockets;
using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Machines;

/// <summary>The machine that the command runs on. Real systems are looked at from here over the network.</summary>
/// <param name="bundleFolder">Where a bundle for this machine would lie.</param>
public sealed class LocalMachine(string bundleFolder, ProcessRunner runner) : IMachine
{
    public string Name => "this machine";

    public string BundleFolder => bundleFolder;

    public string EngineSocket => EngineApi.StandardSocket;

    public Task<ProcessResult> RunAsync(ProcessRequest request, CancellationToken cancellationToken) => runner.RunAsync(request, cancellationToken);

    public Task CopyAsync(string source, string target, CancellationToken cancellationToken) => FolderCopy.RunAsync(this, source, target, cancellationToken);

    public async ValueTask<Stream> ConnectAsync(EndPoint address, CancellationToken cancellationToken)
    {
        var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task<MachineCondition?> ConditionAsync(CancellationToken cancellationToken) => Task.FromResult<MachineCondition?>(null);

    public string CommandLine(params IEnumerable<string> arguments) => string.Join(' ', arguments);
}
