using CloudApp.Api.Data;
using CloudApp.Api.Images;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Telemetry;

namespace CloudApp.Api.Uploads;

/// <summary>What an accepted upload came to.</summary>
/// <param name="IsNew">False when this repeats an upload that was stored before.</param>
internal sealed record UploadResult(UploadRecord Record, GtidSet? Gtid, bool IsNew);

/// <summary>Stores an upload: first the object, then its row. Only with both is it acknowledged.</summary>
internal sealed partial class UploadService(
    UploadReader reader, IRecordStore records, IObjectStore objects, ThumbnailQueue thumbnails,
    ApiSettings settings, TimeProvider time, ILogger<UploadService> logger)
{
    /// <summary>Reads, checks and stores one upload.</summary>
    /// <exception cref="ProblemException">The upload is refused; nothing was stored.</exception>
    internal async Task<UploadResult> StoreAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var header = request.Headers[IdempotencyKey.Header] is [var only] ? IdempotencyKey.Check(only ?? "")
            : request.Headers.ContainsKey(IdempotencyKey.Header) ? throw new ProblemException(UploadProblems.IdempotencyKeyInvalid)
            : null;
        await using var draft = await reader.ReadAsync(request.ContentType, request.Body, cancellationToken);
        var key = IdempotencyKey.From(header, draft.IdempotencyKey);
        var record = ToRecord(draft, key);
        if (key.IsFromClient && await FindEarlierAsync(key, cancellationToken) is { } earlier)
            return Finish(record, new RecordWrite(earlier, null, IsNew: false));

        var copies = await objects.PutAsync(record.ObjectKey, record.ContentType, draft.Image.Content, cancellationToken);
        record = record with { Copies = copies };
        var write = await WriteRowAsync(record, cancellationToken);
        // Somebody else's request with the same key was faster: its object is the one that counts.
        if (!write.IsNew) await objects.TryDeleteAsync(record.ObjectKey, CancellationToken.None);
        else thumbnails.Offer(write.Record);
        return Finish(record, write);
    }

    private static UploadResult Finish(NewRecord record, RecordWrite write)
    {
        if (!write.IsNew && !record.HasContentOf(write.Record)) throw new ProblemException(UploadProblems.IdempotencyKeyReused);
        ApiMetrics.Uploads.Add(1, new KeyValuePair<string, object?>("outcome", write.IsNew ? "created" : "repeated"));
        if (write.IsNew) ApiMetrics.UploadBytes.Add(record.SizeBytes);
        return new UploadResult(write.Record, write.Gtid, write.IsNew);
    }

    /// <summary>Only saves work: when the primary is away, the unique key decides later.</summary>
    private async Task<UploadRecord?> FindEarlierAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await records.FindByKeyAsync(key.Stored, cancellationToken);
        }
        catch (DatabaseUnavailableException)
        {
            return null;
        }
    }

    private async Task<RecordWrite> WriteRowAsync(NewRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await records.InsertAsync(record, cancellationToken);
        }
        catch (Exception error)
        {
            // The outcome may be unknown: a commit whose answer was lost keeps its row, and that row needs its object.
            // So the object stays; one without a row is found by comparing the store with the table.
            LogObjectWithoutRow(logger, record.ObjectKey, error.Message);
            throw;
        }
    }

    private NewRecord ToRecord(UploadDraft draft, IdempotencyKey key)
    {
        var now = time.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return new NewRecord(
            draft.Name,
            ObjectKeys.NewImage(now),
            draft.Image.Type.ContentType,
            draft.Image.SizeBytes,
            draft.Image.Sha256,
            key.Stored,
            settings.Site,
            settings.Node,
            now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Object {Key} is stored, its row may not be: {Reason}")]
    private static partial void LogObjectWithoutRow(ILogger logger, string key, string reason);
}
