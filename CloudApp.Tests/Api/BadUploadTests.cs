using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

[Trait("Layer", "pure")]
public sealed class BadUploadTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public static TheoryData<string, int, string> Cases() => new()
    {
        { "no name", 400, "name-missing" },
        { "empty name", 400, "name-empty" },
        { "blank name", 400, "name-empty" },
        { "long name", 400, "name-too-long" },
        { "huge name", 400, "name-too-long" },
        { "control character", 400, "name-invalid" },
        { "two names", 400, "name-repeated" },
        { "no file", 400, "image-missing" },
        { "text as image", 400, "image-missing" },
        { "empty file", 400, "image-empty" },
        { "no image", 415, "image-type-unknown" },
        { "script as image", 415, "image-type-unknown" },
        { "too large", 413, "image-too-large" },
        { "two files", 400, "too-many-files" },
        { "file in another field", 400, "file-unexpected" },
        { "name of nothing but marks", 400, "name-empty" },
        { "Latin-1 in a name without a charset", 400, "name-invalid" },
        { "charset of the part", 415, "charset-unsupported" },
        { "charset of the form", 415, "charset-unsupported" },
        { "quoted-printable part", 415, "transfer-encoding-unsupported" },
        { "image in base64", 415, "transfer-encoding-unsupported" },
        { "image without a size", 415, "image-size-unknown" },
        { "two boundaries", 400, "boundary-invalid" },
        { "quotes that never end", 400, "boundary-invalid" },
        { "bad key field", 400, "idempotency-key-invalid" },
        { "not multipart", 415, "not-multipart" },
        { "no boundary", 400, "boundary-invalid" },
        { "long boundary", 400, "boundary-invalid" },
        { "too many parts", 400, "too-many-parts" },
        { "no end", 400, "body-cut-off" },
        { "no body", 400, "body-cut-off" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_bad_upload_is_refused_with_its_code_and_stores_nothing(string what, int status, string code)
    {
        using var response = await _api.Http.PostAsync("/api/upload", Content(what), TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.CodeAsync()).ShouldBe(code);
        ShouldHaveStoredNothing();
    }

    [Fact]
    public async Task A_body_cut_off_half_way_stores_nothing_and_the_service_goes_on()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_api.Address.Host, _api.Address.Port, TestContext.Current.CancellationToken);
            var head = "POST /api/upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(Samples.Png(), TestContext.Current.CancellationToken);
        }

        using var response = await _api.Http.GetAsync("/api/latest", TestContext.Current.CancellationToken);
        (await response.CodeAsync()).ShouldBe("no-records");
        ShouldHaveStoredNothing();
    }

    [Theory]
    [InlineData("")]
    [InlineData("with blank")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_bad_idempotency_key_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upload") { Content = Samples.Form() };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await _api.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await response.CodeAsync()).ShouldBe("idempotency-key-invalid");
        ShouldHaveStoredNothing();
    }

    private void ShouldHaveStoredNothing()
    {
        _api.Memory!.Count.ShouldBe(0);
        _api.Own.Objects.ShouldBeEmpty();
        _api.Peer.Objects.ShouldBeEmpty();
        Directory.GetFiles(_api.SpoolDirectory).ShouldBeEmpty();
    }

    private static HttpContent Content(string what) => what switch
    {
        "no name" => Samples.Form(name: null),
        "empty name" => Samples.Form(""),
        "blank name" => Samples.Form(" \t "),
        "long name" => Samples.Form(new string('x', 201)),
        "huge name" => Samples.Form(new string('x', 20_000)),
        "control character" => Samples.Form("a\u0007b"),
        "two names" => With(Samples.Form(), form => form.Add(new StringContent("again"), "name")),
        "no file" => With(new MultipartFormDataContent(), form => form.Add(new StringContent("x"), "name")),
        "text as image" => With(new MultipartFormDataContent(), form => form.Add(new StringContent("x"), "image")),
        "empty file" => Samples.Form(image: []),
        "no image" => Samples.Form(image: "just some text, and long enough"u8.ToArray()),
        "script as image" => Samples.Form(image: "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), fileName: "a.png"),
        "too large" => Samples.Form(image: Samples.Png(10_000_001)),
        "two files" => With(Samples.Form(), form => form.Add(new ByteArrayContent(Samples.Png()), "image", "b.png")),
        "file in another field" => With(new MultipartFormDataContent(), form => form.Add(new ByteArrayContent(Samples.Png()), "other", "b.png")),
        "name of nothing but marks" => Samples.Form("\u200B\u3164\u00AD"),
        "Latin-1 in a name without a charset" => With(new MultipartFormDataContent(), form => form.Add(new ByteArrayContent([0x5A, 0x6F, 0xEB]), "name")),
        "charset of the part" => Raw("name=\"name\"", "Content-Type: text/plain; charset=Shift_JIS\r\n"),
        "charset of the form" => Raw("name=\"_charset_\"", body: "windows-1251"),
        "quoted-printable part" => Raw("name=\"name\"", "Content-Transfer-Encoding: quoted-printable\r\n"),
        "image in base64" => Raw("name=\"image\"; filename=\"a.png\"", "Content-Transfer-Encoding: BASE64\r\n"),
        "image without a size" => Samples.Form(image: [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 1, 2, 3, 4, 0xFF, 0xC0, 0, 11, 8, 0xEA, 0x60, 0xEA, 0x60, 1, 1, 0x11, 0]),
        "two boundaries" => Typed("multipart/form-data; boundary=b; boundary=c"),
        "quotes that never end" => Typed("multipart/form-data; boundary=\"b"),
        "bad key field" => With(Samples.Form(), form => form.Add(new StringContent("a b"), "idempotency_key")),
        "not multipart" => new StringContent("{}", Encoding.UTF8, "application/json"),
        "no boundary" => Typed("multipart/form-data"),
        "long boundary" => Typed($"multipart/form-data; boundary={new string('b', 71)}"),
        "too many parts" => With(Samples.Form(), form =>
        {
            for (var i = 0; i < 8; i++) form.Add(new StringContent("x"), $"extra{i}");
        }),
        "no end" => Typed("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nhalf"),
        "no body" => Typed("multipart/form-data; boundary=b", ""),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "unknown case"),
    };

    private static MultipartFormDataContent With(MultipartFormDataContent form, Action<MultipartFormDataContent> change)
    {
        change(form);
        return form;
    }

    private static ByteArrayContent Raw(string disposition, string headers = "", string body = "xxxx") =>
        Typed("multipart/form-data; boundary=b", $"--b\r\nContent-Disposition: form-data; {disposition}\r\n{headers}\r\n{body}\r\n--b--\r\n");

    private static ByteArrayContent Typed(string contentType, string body = "x")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }
}
