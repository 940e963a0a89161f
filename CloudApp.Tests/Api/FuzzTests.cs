using System.Net.Sockets;
using System.Text;
using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>Requests as nobody writes them, straight on the socket: no answer may be a 5xx, and the service must go on.</summary>
[Trait("Layer", "pure")]
public sealed class FuzzTests : IAsyncLifetime
{
    private const int Requests = 2_500;
    private const int AnswerTimeoutSeconds = 15;
    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task No_generated_request_gets_a_5xx()
    {
        var answers = new List<int>();
        await Request().SampleAsync(
            async request =>
            {
                var status = await SendAsync(request);
                lock (answers) answers.Add(status);
                status.ShouldBeLessThan(500, Encoding.Latin1.GetString(request.Bytes));
            },
            iter: Requests, threads: 2);

        answers.Count.ShouldBeGreaterThanOrEqualTo(Requests);
        answers.Count(a => a == 201).ShouldBeGreaterThan(0, "some generated uploads must be good ones, or the rest proves little");
        answers.Count(a => a == 0).ShouldBeLessThan(Requests / 10, "nearly every request must get an answer");
        _api.Memory!.Count.ShouldBe(_api.Own.Objects.Count + _api.Peer.Objects.Count);
        Directory.GetFiles(_api.SpoolDirectory).ShouldBeEmpty();
        using var health = await _api.Http.GetAsync("/health", TestContext.Current.CancellationToken);
        health.IsSuccessStatusCode.ShouldBeTrue();
    }

    private static byte[][] GoodParts =>
    [
        "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nSunset\r\n"u8.ToArray(),
        [.. "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"u8, .. Samples.Png(300), .. "\r\n"u8],
    ];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<WireRequest> Request() => Gen.Frequency((3, Upload()), (2, Read()));

    private static Gen<WireRequest> Upload() =>
        from type in Gen.Frequency((6, Gen.Const("multipart/form-data; boundary=b")), (1, OneOf(
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"b", "text/plain", "multipart/mixed; boundary=b", ";;;", "")))
        from parts in Gen.Frequency((1, Gen.Const(GoodParts)), (3, Part().Array[0, 4]))
        from end in Gen.Frequency((5, Gen.Const("--b--\r\n")), (1, OneOf("", "--b", "--b-", "\r\n", "--b\r\n")))
        from lengthError in Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[-20, 20]))
        from key in Gen.Frequency((4, Gen.Const((string?)null)), (1, OneOf<string?>("", "k", "a b", "\u00fc", new string('k', 65), "k1")))
        let body = (byte[])[.. parts.SelectMany(p => p), .. Encoding.ASCII.GetBytes(end)]
        select new WireRequest([
            .. Encoding.Latin1.GetBytes(
                $"POST /api/upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {type}\r\n"
                + (key is null ? "" : $"Idempotency-Key: {key}\r\n")
                + $"Content-Length: {Math.Max(0, body.Length + lengthError)}\r\n\r\n"),
            .. body], IsCutOff: lengthError > 0);

    private static Gen<byte[]> Part() =>
        from disposition in Gen.Frequency(
            (4, Gen.Const("form-data; name=\"name\"")),
            (4, Gen.Const("form-data; name=\"image\"; filename=\"a.png\"")),
            (2, OneOf(
                "form-data; name=\"idempotency_key\"", "form-data; name=image; filename=", "form-data; name=\"image\"; filename=\"..\\\\a\"",
                "form-data; name=\"image\"; filename*=UTF-8''%2e%2e%2fa", "form-data; name=\"image\"; filename*=x''%zz", "form-data", "attachment; name=\"name\"",
                "form-data; name=\"\"", "form-data; name=\"other\"", "\u0001", "")))
        from extra in Gen.Frequency((6, Gen.Const("")), (1, OneOf("Content-Type: x\r\n", "no colon\r\n", ": y\r\n", $"X: {new string('x', 5_000)}\r\n")))
        from content in Gen.Frequency(
            (3, Gen.Const(Samples.Png(300))),
            (3, Gen.String[Gen.Char[' ', '~'], 1, 40].Select(Encoding.UTF8.GetBytes)),
            (1, Gen.Byte.Array[0, 60]),
            (1, Gen.Const("\r\n--b"u8.ToArray())))
        select (byte[])[
            .. Encoding.Latin1.GetBytes($"--b\r\nContent-Disposition: {disposition}\r\n{extra}\r\n"), .. content, .. "\r\n"u8];

    private static Gen<WireRequest> Read() =>
        from method in Gen.Frequency((5, Gen.Const("GET")), (1, OneOf("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW")))
        from path in Gen.Frequency(
            (5, OneOf("/", "/api/latest", "/api/records", "/api/records/1", "/api/records/1/image", "/api/info", "/openapi/v1.json")),
            (2, Gen.String[Gen.Char['!', '~'], 0, 30].Select(s => $"/api/records/{s}")),
            (2, Gen.String[Gen.Char['!', '~'], 0, 20].Select(s => $"/api/records?limit={s}&before={s}")),
            (1, OneOf("/%00", "/%ff", "/..%2f..", "/api/records/%31/image", "/assets/%2e%2e/x", "//", "/api/records/1/image/", "*", "/?a=%zz")))
        from header in Gen.Frequency((2, Gen.Const("X: y")), (3, OneOf(
            "Range: bytes=0-1", "Range: bytes=-", "Range: bytes=5-1", "Range: bytes=9223372036854775807-", "Range: bytes=-9223372036854775808",
            "If-None-Match: \"", "If-None-Match: *", "If-Modified-Since: x", "If-Range: \"x\"", "If-Match: ,,", "Cookie: cloudapp_gtid=x",
            "CloudApp-Gtid: 3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5", "Accept: ;;;", "Expect: 100-continue", "Transfer-Encoding: chunked")))
        select new WireRequest(
            Encoding.Latin1.GetBytes($"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n"), IsCutOff: false);

    /// <summary>The status of the answer; 0 when the server closed the connection without one, which is its right for no HTTP at all.</summary>
    private async Task<int> SendAsync(WireRequest request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(AnswerTimeoutSeconds));
        using var client = new TcpClient();
        await client.ConnectAsync(_api.Address.Host, _api.Address.Port, limit.Token);
        await using var stream = client.GetStream();
        var answer = new byte[16];
        int length;
        try
        {
            await stream.WriteAsync(request.Bytes, limit.Token);
            // Kestrel takes the end of the client's sending for a client that left, so only a body cut off ends like this.
            if (request.IsCutOff) client.Client.Shutdown(SocketShutdown.Send);
            length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, limit.Token);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // Closed by the server while we still wrote; how often that may happen is checked at the end.
            return 0;
        }

        if (length == 0) return 0;
        var line = Encoding.ASCII.GetString(answer, 0, length);
        line.ShouldStartWith("HTTP/1.1 ");
        return int.Parse(line.AsSpan(9, 3));
    }

    /// <summary>The bytes on the wire.</summary>
    /// <param name="IsCutOff">More was announced than is sent.</param>
    private sealed record WireRequest(byte[] Bytes, bool IsCutOff);
}
