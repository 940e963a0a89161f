using System.Net;
using CloudApp.Operations.Engine;

namespace CloudApp.Operations.Machines;

/// <summary>What every machine can do because it runs commands and opens streams.</summary>
public static class MachineExtensions
{
    /// <summary>Runs a program there that has to succeed.</summary>
    /// <exception cref="UserException">It failed; the message carries the end of its error output.</exception>
    public static async Task<ProcessResult> RunCheckedAsync(this IMachine machine, ProcessRequest request, CancellationToken cancellationToken) =>
        request.Check(await machine.RunAsync(request, cancellationToken));

    /// <summary>A handler whose every connection starts at the machine. Addresses are numbers: no name is resolved there.</summary>
    public static SocketsHttpHandler CreateHttpHandler(this IMachine machine, TimeSpan connectTimeout) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = connectTimeout,
        ConnectCallback = (context, cancellationToken) =>
            machine.ConnectAsync(new IPEndPoint(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port), cancellationToken),
    };
}
