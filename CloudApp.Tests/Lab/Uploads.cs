using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace CloudApp.Tests.Lab;

/// <summary>What the API says of a record, as far as the tests need it.</summary>
public sealed record UploadedRecord(long Id, string Name, string Sha256, string Site, string Node);

/// <summary>A client of the API as the original's curl is one.</summary>
internal static class Uploads
{
    private const int NoiseBytes = 20_000;

    /// <summary>A PNG by its first bytes with noise behind, different every time.</summary>
    public static byte[] CreateImage() =>
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"), .. RandomNumberGenerator.GetBytes(NoiseBytes)];

    public static async Task<UploadedRecord> UploadAsync(
        HttpClient http, Uri address, string name, byte[] image, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        using var nameField = new StringContent(name);
        using var file = new ByteArrayContent(image);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(nameField, "name");
        form.Add(file, "image", "photo.png");
        using var answer = await http.PostAsync(address, form, cancellationToken);
        if (answer.StatusCode != System.Net.HttpStatusCode.Created)
        {
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw new InvalidOperationException($"The upload was answered {(int)answer.StatusCode}: {body}");
        }

        return await ReadAsync(answer.Content, cancellationToken);
    }

    public static async Task<UploadedRecord> GetAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(address, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await ReadAsync(answer.Content, cancellationToken);
    }

    private static async Task<UploadedRecord> ReadAsync(HttpContent content, CancellationToken cancellationToken) =>
        await content.ReadFromJsonAsync<UploadedRecord>(JsonSerializerOptions.Web, cancellationToken)
        ?? throw new InvalidOperationException("The API answered null.");

    // 13 bytes of a header that says 1 × 1, 8 bits, grey.
    private static byte[] Chunk(string type) =>
        [0, 0, 0, 13, .. System.Text.Encoding.ASCII.GetBytes(type), 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55];
}
