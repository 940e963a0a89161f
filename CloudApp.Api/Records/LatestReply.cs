using CloudApp.Api.Json;

namespace CloudApp.Api.Records;

/// <summary>The newest record is asked for most: as long as it is the same one, it is written out only once.</summary>
internal sealed class LatestReply
{
    private volatile Rendered? _last;

    internal JsonReply Of(UploadRecord record)
    {
        if (_last is { } last && ReferenceEquals(last.Record, record)) return last.Reply;
        var reply = JsonReply.Of(RecordResponse.Of(record), RecordJson.Default.RecordResponse);
        _last = new Rendered(record, reply);
        return reply;
    }

    private sealed record Rendered(UploadRecord Record, JsonReply Reply);
}
