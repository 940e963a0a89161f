using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CloudApp.ServiceDefaults.Http;

/// <summary>The container's health check: exit code 0 when an address answers with success. Needs no curl in the image.</summary>
/// <remarks>
/// By hand, because every container asks every ten seconds, and every second while it starts: HttpClient would cost four times
/// what the start of the process does. The request is HTTP/1.0's simplest (RFC 1945, section 5), after which the server closes.
/// </remarks>
public static class HealthcheckMode
{
    /// <summary>The first argument that asks for it.</summary>
    public const string Name = "healthcheck";

    private const string UnixPrefix = "unix:";
    private const string HttpPrefix = "http://";
    private const int LimitMs = 3000;
    private const int AnswerBytesMax = 4096;

    /// <summary>Asks once.</summary>
    /// <param name="arguments"><c>http://ADDRESS:PORT/PATH</c>, or <c>unix:SOCKET</c> and <c>/PATH</c>.</param>
    /// <returns>0 when it answers with 2xx, else 1.</returns>
    public static int Run(params ReadOnlySpan<string> arguments)
    {
        if (Target(arguments) is not var (endpoint, path))
            return Say($"usage: {Name} http://127.0.0.1:8000/alive or {Name} unix:/run/a.sock /alive");
        try
        {
            var answer = Ask(endpoint, path);
            return IsSuccess(answer) ? 0 : Say($"{endpoint} answers {path} with: {answer}");
        }
        catch (SocketException failure)
        {
            return Say($"{endpoint} does not answer {path}: {failure.Message}");
        }
    }

    private static (EndPoint Endpoint, string Path)? Target(ReadOnlySpan<string> arguments)
    {
        if (arguments is [var socket, var path] && socket.StartsWith(UnixPrefix, StringComparison.Ordinal) && path.StartsWith('/'))
            return (new UnixDomainSocketEndPoint(socket[UnixPrefix.Length..]), path);
        if (arguments is not [var url] || !url.StartsWith(HttpPrefix, StringComparison.Ordinal))
            return null;
        var rest = url[HttpPrefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IPEndPoint.TryParse(rest.AsSpan(0, slash), out var address) ? (address, rest[slash..]) : null;
    }

    private static string Ask(EndPoint endpoint, string path)
    {
        using var socket = endpoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SendTimeout = LimitMs;
        socket.ReceiveTimeout = LimitMs;
        socket.Connect(endpoint);
        socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n"));
        Span<byte> answer = stackalloc byte[AnswerBytesMax];
        var length = 0;
        while (length < answer.Length && socket.Receive(answer[length..]) is > 0 and var more)
            length += more;
        return Encoding.UTF8.GetString(answer[..length]);
    }

    // "HTTP/1.1 200 OK"
    private static bool IsSuccess(string answer) =>
        answer.StartsWith("HTTP/1.", StringComparison.Ordinal) && answer.Length > 9 && answer[9] == '2';

    private static int Say(string problem)
    {
        Console.Error.WriteLine(problem);
        return 1;
    }
}
