using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace CloudApp.Api.Json;

/// <summary>A JSON answer whole in memory, with the tag of its content: who has it already is told so in a few bytes.</summary>
internal sealed class JsonReply
{
    private const string ContentType = "application/json; charset=utf-8";
    private const int TagBytes = 12;

    private readonly byte[] _json;
    private readonly EntityTagHeaderValue _tag;
    private readonly string _tagText;

    private JsonReply(byte[] json)
    {
        _json = json;
        // Weak: the content may be encoded on the way.
        _tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, TagBytes))}\"", isWeak: true);
        _tagText = _tag.ToString();
    }

    internal static JsonReply Of<T>(T content, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(content, type));

    /// <summary>Answers 200 with the content, or 304 when the client has it. Caches keep it, and ask each time.</summary>
    internal Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = _tagText;
        if (context.Request.Headers.IfNoneMatch.Count > 0 && IsKnown(context.Request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = ContentType;
        response.ContentLength = _json.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(_json, context.RequestAborted).AsTask();
    }

    private bool IsKnown(HttpRequest request) => request.GetTypedHeaders().IfNoneMatch
        .Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(_tag, useStrongComparison: false));
}
