using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace CloudApp.Tests.Lab.Storage;

/// <summary>An upload that was acknowledged.</summary>
/// <param name="Sha256">Of the bytes that were sent.</param>
internal sealed record StoredUpload(string Key, long Id, string Sha256);

/// <summary>An upload with an image of its own, repeated with the same key until it is acknowledged.</summary>
internal sealed class PendingUpload(string key)
{
    private readonly byte[] _image = Uploads.CreateImage();

    /// <summary>One attempt; null when its outcome is unknown or it was put off.</summary>
    public async Task<StoredUpload?> TryAsync(HttpClient http, Uri address)
    {
        using var form = new MultipartFormDataContent();
        using var name = new StringContent($"storage {key}");
        using var file = new ByteArrayContent(_image);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(name, "name");
        form.Add(file, "image", "noise.png");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var answer = await http.SendAsync(request);
            if ((int)answer.StatusCode >= 500) return null;
            answer.EnsureSuccessStatusCode();
            var record = (await answer.Content.ReadFromJsonAsync<UploadedRecord>(JsonSerializerOptions.Web))!;
            return new StoredUpload(key, record.Id, Convert.ToHexStringLower(SHA256.HashData(_image)));
        }
        catch (Exception error) when ((error is HttpRequestException { StatusCode: null }) || error is TaskCanceledException or IOException or JsonException)
        {
            return null;
        }
    }
}
