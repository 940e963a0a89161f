using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>One upload that may be repeated: the same key, name and image every time.</summary>
internal sealed record KeyedUpload(string Key)
{
    // A whole PNG of one pixel.
    private static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static long _count;

    /// <summary>Begins every key of this run of the tests.</summary>
    public static string RunPrefix { get; } = Guid.NewGuid().ToString("N")[..12];

    public static KeyedUpload Next() =>
        new(string.Create(CultureInfo.InvariantCulture, $"{RunPrefix}-{Interlocked.Increment(ref _count)}"));

    public async Task<HttpResponseMessage> SendAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        using var name = new StringContent($"write {Key}");
        using var image = new ByteArrayContent(Pixel);
        image.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(name, "name");
        form.Add(image, "image", "pixel.png");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
        request.Headers.Add("Idempotency-Key", Key);
        return await http.SendAsync(request, cancellationToken);
    }

    /// <summary>The record's id when the answer acknowledges the upload, else null.</summary>
    public static async Task<long?> AcknowledgedIdAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.StatusCode != HttpStatusCode.Created)
            return null;
        return (await answer.Content.ReadFromJsonAsync<UploadedRecord>(JsonSerializerOptions.Web, cancellationToken))?.Id;
    }
}
