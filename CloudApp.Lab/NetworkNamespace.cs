using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using CloudApp.Operations;

namespace CloudApp.Lab;

/// <summary>Opens sockets inside another network namespace without moving the process there.
/// A socket belongs for ever to the namespace of the thread that created it, so a thread of its own goes
/// there, creates the socket and ends; connecting and reading then happen on any thread.</summary>
/// <param name="path">A mounted namespace, such as /run/netns/lab-client.</param>
public sealed class NetworkNamespace(string path)
{
    public string Path { get; } = path;

    /// <summary>A socket that belongs to the namespace.</summary>
    /// <exception cref="UserException">There is no such namespace, or we are not root.</exception>
    public Socket CreateSocket(AddressFamily family, SocketType type, ProtocolType protocol) =>
        Inside(() => new Socket(family, type, protocol));

    /// <summary>A handler whose every connection starts inside the namespace.</summary>
    /// <param name="connectTimeoutMs">Bound on one connection attempt, in milliseconds.</param>
    public SocketsHttpHandler CreateHandler(int connectTimeoutMs) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromMilliseconds(connectTimeoutMs),
        ConnectCallback = async (context, cancellationToken) =>
            new NetworkStream(await ConnectAsync(new IPEndPoint(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port), cancellationToken), ownsSocket: true),
    };

    /// <summary>A connected TCP socket.</summary>
    public async Task<Socket> ConnectAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = CreateSocket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(endpoint, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Runs something short on a thread that lives in the namespace.</summary>
    public T Inside<T>(Func<T> action)
    {
        T? value = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter();
                value = action();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        })
        { IsBackground = true, Name = "netns" };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return value!;
    }

    private void Enter()
    {
        if (FileIdentity.NamespaceInode(Path) is null)
            throw new UserException($"There is no network namespace {Path}: the lab is not up. Run './cloudapp up' first.");
        using var file = File.OpenHandle(Path);
        if (NativeMethods.SetNamespace((int)file.DangerousGetHandle(), NativeMethods.NewNetworkNamespace) != 0)
        {
            throw new UserException(string.Create(
                CultureInfo.InvariantCulture,
                $"Cannot enter {Path}: {Marshal.GetLastPInvokeErrorMessage()} (error {Marshal.GetLastPInvokeError()}). Run this as root."));
        }
    }
}
