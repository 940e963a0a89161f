using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace CloudApp.ServiceDefaults.Http;

/// <summary>Bodies that are read by hand: what is wrong with one is the sender's mistake, not ours.</summary>
public static class RequestBody
{
    /// <summary>The document; null where the body is empty, is not JSON, says that it is not, or has another shape.</summary>
    public static async Task<T?> TryReadJsonAsync<T>(this HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.HasJsonContentType())
            return null;
        try
        {
            return await request.ReadFromJsonAsync(type, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
