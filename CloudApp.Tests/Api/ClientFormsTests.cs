using System.Text;
using CloudApp.Api.Uploads;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>Uploads as real clients send them: each form has been reported by users of some server that refused it.</summary>
[Trait("Layer", "pure")]
public sealed class ClientFormsTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("--===1626454906178===", "multipart/form-data; boundary=--===1626454906178===")]
    [InlineData("----=_Part_1_1234.5678", "multipart/form-data; boundary=----=_Part_1_1234.5678")]
    [InlineData("----=_Part_1_1234.5678", "multipart/form-data; boundary=\"----=_Part_1_1234.5678\"")]
    [InlineData("b/QeEbFgqK9PCZo4T/eXv7f", "multipart/form-data; boundary=b/QeEbFgqK9PCZo4T/eXv7f")]
    [InlineData("a:b", "multipart/form-data; boundary=a:b")]
    [InlineData("(x)", "multipart/form-data; boundary=(x)")]
    [InlineData("a b", "multipart/form-data; boundary=\"a b\"")]
    [InlineData("xyz", "multipart/form-data; boundary=xyz;")]
    [InlineData("xyz", "multipart/form-data; charset=utf-8; boundary=xyz")]
    [InlineData("xyz", "Multipart/Form-Data; Boundary=xyz")]
    [InlineData("xyz", "multipart/form-data;boundary=xyz; charset=UTF-8")]
    [InlineData("xyz", "multipart/form-data ; boundary = xyz ; start-info=\"a;boundary=b\"")]
    public async Task A_boundary_is_taken_as_clients_write_it(string boundary, string contentType)
    {
        using var response = await PostAsync(contentType, Form(boundary, Part("name=\"name\"", "boundary"u8), Image()));

        ((int)response.StatusCode).ShouldBe(201, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("text/plain; charset=UTF-8", new byte[] { 0x5A, 0x6F, 0xC3, 0xAB }, "Zoë")]
    [InlineData("text/plain; charset=\"utf-8\"", new byte[] { 0x5A, 0x6F, 0xC3, 0xAB }, "Zoë")]
    [InlineData("text/plain", new byte[] { 0xEF, 0xBB, 0xBF, 0x5A, 0x6F, 0xC3, 0xAB }, "Zoë")]
    [InlineData("text/plain; charset=ISO-8859-1", new byte[] { 0x5A, 0x6F, 0xEB }, "Zoë")]
    [InlineData("text/plain; charset=iso-8859-1", new byte[] { 0xC3, 0xA9 }, "Ã©")]
    [InlineData("text/plain; charset=US-ASCII", new byte[] { 0x5A, 0x6F }, "Zo")]
    public async Task A_name_is_read_in_the_charset_that_its_part_says(string type, byte[] name, string expected)
    {
        using var response = await PostAsync("multipart/form-data; boundary=b", Form("b", Part("name=\"name\"", name, $"Content-Type: {type}\r\nContent-Transfer-Encoding: 8bit\r\n"), Image()));
        using var json = await response.JsonAsync();

        json.RootElement.GetProperty("name").GetString().ShouldBe(expected);
    }

    [Fact]
    public async Task A_form_that_says_its_charset_is_taken_when_it_is_ours()
    {
        using var response = await PostAsync("multipart/form-data; boundary=b", Form("b", Part("name=\"_charset_\"", "utf-8"u8), Part("name=\"name\"", "charset"u8), Image()));

        ((int)response.StatusCode).ShouldBe(201);
    }

    // As a phone, a folder's upload, an old browser, a shell and an attacker send it: nothing of it is kept.
    [Theory]
    [InlineData("filename=\"../../etc/passwd\"")]
    [InlineData("filename=\"holiday/day 1/IMG 0001.png\"")]
    [InlineData("filename=\"C:\\\\fakepath\\\\a.png\"")]
    [InlineData("filename=\"C:\\fakepath\\a.png\"")]
    [InlineData("filename=\"a;b=c, d.png\"")]
    [InlineData("filename=\"50 % off.png\"")]
    [InlineData("filename=picture.png")]
    [InlineData("filename=\"\u0007.png\"")]
    [InlineData("filename=\"IMG_0001.png\"; filename*=UTF-8''IMG%5F0001.png")]
    [InlineData("filename*=UTF-8''%E2%82%AC%20rates.png")]
    public async Task A_file_name_is_whatever_the_client_likes(string fileName)
    {
        using var response = await PostAsync("multipart/form-data; boundary=b", Form("b", Part("name=\"name\"", "file name"u8), Part($"name=\"image\"; {fileName}", Samples.Png())));

        ((int)response.StatusCode).ShouldBe(201, await response.Content.ReadAsStringAsync(Cancellation));
        (await _api.Http.GetStringAsync("/api/latest", Cancellation)).ShouldNotContain("passwd");
    }

    [Fact]
    public async Task A_file_name_of_the_longest_that_systems_know_is_taken()
    {
        using var response = await PostAsync("multipart/form-data; boundary=b", Form("b", Part("name=\"name\"", "long"u8), Part($"name=\"image\"; filename=\"{new string('é', 255)}.png\"", Samples.Png())));

        ((int)response.StatusCode).ShouldBe(201);
    }

    private static byte[] Image() => Part("name=\"image\"; filename=\"a.png\"", Samples.Png());

    private static byte[] Part(string disposition, ReadOnlySpan<byte> content, string headers = "") =>
        [.. Encoding.UTF8.GetBytes($"Content-Disposition: form-data; {disposition}\r\n{headers}\r\n"), .. content, .. "\r\n"u8];

    private static byte[] Form(string boundary, params byte[][] parts) =>
        [.. parts.SelectMany(part => (byte[])[.. Encoding.ASCII.GetBytes($"--{boundary}\r\n"), .. part]), .. Encoding.ASCII.GetBytes($"--{boundary}--\r\n")];

    private async Task<HttpResponseMessage> PostAsync(string contentType, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType).ShouldBeTrue();
        return await _api.Http.PostAsync("/api/upload", content, Cancellation);
    }
}
