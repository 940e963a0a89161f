using System.Net;
using System.Net.Sockets;
using System.Text;
using CloudApp.ServiceDefaults.Http;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>The images' health check against servers that answer this and that.</summary>
public sealed class HealthcheckModeTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nfine", 0)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 0)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n", 1)]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\n", 1)]
    [InlineData("SSH-2.0-200", 1)]
    [InlineData("HTTP/1.1", 1)]
    [InlineData("", 1)]
    public async Task Only_success_is_healthy(string answer, int code)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server.AcceptSocketAsync, answer);
        HealthcheckMode.Run($"http://{server.LocalEndpoint}/alive").ShouldBe(code);
        (await answering).ShouldStartWith("GET /alive HTTP/1.0\r\n");
    }

    [Fact]
    public async Task A_long_answer_in_pieces_is_read()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server.AcceptSocketAsync, "HTTP/1.1 200 OK\r\n\r\n" + new string('x', 100_000));
        HealthcheckMode.Run($"http://{server.LocalEndpoint}/alive").ShouldBe(0);
        await answering;
    }

    [Fact]
    public async Task A_unix_socket_is_asked_for_its_path()
    {
        using var folder = new TemporaryFolder();
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(folder["s"]));
        server.Listen();
        var answering = AnswerAsync(server.AcceptAsync, "HTTP/1.1 200 OK\r\n\r\n");
        HealthcheckMode.Run($"unix:{folder["s"]}", "/healthz").ShouldBe(0);
        (await answering).ShouldStartWith("GET /healthz HTTP/1.0\r\n");
    }

    [Fact]
    public void Nobody_there_is_not_healthy() =>
        HealthcheckMode.Run("unix:/nonexistent/socket", "/healthz").ShouldBe(1);

    [Theory]
    [InlineData("https://127.0.0.1:1/alive")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://nowhere/alive")]
    [InlineData("unix:/run/a.sock")]
    [InlineData("")]
    public void What_it_does_not_understand_is_not_healthy(string address) =>
        HealthcheckMode.Run(address).ShouldBe(1);

    private static async Task<string> AnswerAsync(Func<Task<Socket>> accept, string answer)
    {
        using var client = await accept();
        var request = new byte[1024];
        var length = await client.ReceiveAsync(request);
        try
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(answer));
        }
        catch (SocketException)
        {
            // It has heard enough.
        }

        return Encoding.ASCII.GetString(request, 0, length);
    }
}
