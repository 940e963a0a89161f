using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CloudApp.Api.Records;
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

    internal static JsonReply Of<T>(T view, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(view, type));

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

/// <summary>The newest record is asked for most: as long as it is the same one, it is written out only once.</summary>
internal sealed class LatestReply
{
    private volatile Rendered? _last;

    internal JsonReply Of(UploadRecord record)
    {
        if (_last is { } last && ReferenceEquals(last.Record, record)) return last.Reply;
        var reply = JsonReply.Of(RecordView.Of(record), ApiJson.Default.RecordView);
        _last = new Rendered(record, reply);
        return reply;
    }

    private sealed record Rendered(UploadRecord Record, JsonReply Reply);
}
