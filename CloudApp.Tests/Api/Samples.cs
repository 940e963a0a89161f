using System.Net.Http.Headers;
using System.Text.Json;

namespace CloudApp.Tests.Api;

/// <summary>Bytes that begin like an image, and forms around them.</summary>
internal static class Samples
{
    // The signature and a header that claims one pixel; what follows in the samples is noise that nobody can decode.
    internal static readonly byte[] PngHead =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];

    internal static byte[] Png(int size = 2_000, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        PngHead.CopyTo(bytes, 0);
        return bytes;
    }

    internal static MultipartFormDataContent Form(string? name = "Sunset", byte[]? image = null, string fileName = "photo.png")
    {
        var form = new MultipartFormDataContent();
        if (name is not null) form.Add(new StringContent(name), "name");
        var file = new ByteArrayContent(image ?? Png());
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, "image", fileName);
        return form;
    }

    internal static async Task<string> CodeAsync(this HttpResponseMessage response)
    {
        using var json = await response.JsonAsync();
        return json.RootElement.GetProperty("code").GetString()!;
    }

    internal static async Task<JsonDocument> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync());
}
