using System.Collections.Concurrent;
using CloudApp.Api.Objects;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Telemetry;
using CloudApp.Api.Uploads;

namespace CloudApp.Api.Thumbnails;

/// <summary>Thumbnails: kept in the store, made when they are missing, each by one at a time on this node.</summary>
internal sealed partial class ThumbnailService(
    IObjectStore objects, ObjectDelivery delivery, ThumbnailProcess process, TimeProvider time, ILogger<ThumbnailService> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<byte[]?>> _making = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _impossible = new(StringComparer.Ordinal);

    /// <summary>Whether a thumbnail of such an image can be made at all.</summary>
    internal static bool IsPossible(string contentType) => !string.Equals(contentType, ImageType.Avif.ContentType, StringComparison.Ordinal);

    /// <summary>The thumbnail: from the store, or made now.</summary>
    /// <exception cref="ProblemException">There can be none, or it takes too long for this request.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    internal async Task<byte[]> GetAsync(UploadRecord record, CancellationToken cancellationToken)
    {
        if (!IsPossible(record.ContentType) || _impossible.ContainsKey(record.ObjectKey)) throw new ProblemException(ProblemCatalogue.ThumbnailImpossible);
        if (await ReadAsync(ThumbnailKey.Of(record.ObjectKey), cancellationToken) is { } stored) return stored;
        try
        {
            var made = await MakeAsync(record).WaitAsync(TimeSpan.FromMilliseconds(ThumbnailLimits.RequestWaitMs), time, cancellationToken);
            return made ?? throw new ProblemException(ProblemCatalogue.ThumbnailImpossible);
        }
        catch (Exception error) when (error is TimeoutException or ThumbnailWorkerException)
        {
            throw new ProblemException(ProblemCatalogue.ThumbnailNotReady, error);
        }
    }

    /// <summary>Makes and stores the thumbnail; everybody who asks for the same one waits for the same work.</summary>
    /// <returns>Null when there can be none.</returns>
    /// <exception cref="ProblemException">Too many are being made already.</exception>
    internal Task<byte[]?> MakeAsync(UploadRecord record)
    {
        if (!IsPossible(record.ContentType) || _impossible.ContainsKey(record.ObjectKey)) return Task.FromResult<byte[]?>(null);
        lock (_gate)
        {
            if (_making.TryGetValue(record.ObjectKey, out var running)) return running;
            if (_making.Count >= ThumbnailLimits.MakingMax) throw new ProblemException(ProblemCatalogue.ThumbnailNotReady);
            // Belongs to no caller: the one who started it may leave, the others still wait.
            return _making[record.ObjectKey] = Task.Run(() => MakeAndForgetAsync(record));
        }
    }

    /// <summary>No thumbnail of this image any more: its record is being deleted. One that is being made now is not kept.</summary>
    internal void Forbid(string objectKey) => Remember(objectKey);

    private async Task<byte[]?> MakeAndForgetAsync(UploadRecord record)
    {
        using var activity = ApiMetrics.Activities.StartActivity("thumbnail make");
        var started = time.GetTimestamp();
        var outcome = "failed";
        try
        {
            var made = await TryMakeAsync(record);
            outcome = made is null ? "impossible" : "made";
            return made;
        }
        finally
        {
            lock (_gate) _making.Remove(record.ObjectKey);
            ApiMetrics.Thumbnails.Record(time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private async Task<byte[]?> TryMakeAsync(UploadRecord record)
    {
        byte[]? made;
        try
        {
            made = await process.MakeAsync(
                (target, token) => delivery.SendAsync(record.ObjectKey, 0, record.SizeBytes, target, () => { }, token),
                checked((int)record.SizeBytes), CancellationToken.None);
        }
        catch (ThumbnailImpossibleException error)
        {
            LogBroken(logger, record.Id, error.Message);
            made = null;
        }

        if (made is null)
        {
            Remember(record.ObjectKey);
            return null;
        }

        var key = ThumbnailKey.Of(record.ObjectKey);
        await StoreAsync(key, made);
        if (_impossible.ContainsKey(record.ObjectKey)) await objects.TryDeleteAsync(key, CancellationToken.None);
        return made;
    }

    private void Remember(string objectKey)
    {
        if (_impossible.Count >= ThumbnailLimits.ImpossibleMax) _impossible.Clear();
        _impossible[objectKey] = true;
    }

    /// <summary>Kept for the next one who asks; a store that takes none costs this one nothing.</summary>
    private async Task StoreAsync(string key, byte[] thumbnail)
    {
        try
        {
            using var content = new MemoryStream(thumbnail, writable: false);
            await objects.PutAsync(key, ImageType.WebP.ContentType, content, CancellationToken.None);
        }
        catch (StoreUnavailableException error)
        {
            LogNotStored(logger, key, error.Message);
        }
    }

    /// <summary>The stored thumbnail; null when there is none, or none that can be read now. Then the image decides.</summary>
    private async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await using var part = await objects.OpenReadAsync(key, 0, ThumbnailLimits.BytesMax, cancellationToken);
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(StoreLimits.ReadStallMs), time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            using var memory = new MemoryStream();
            await part.Content.CopyToAsync(memory, linked.Token);
            return memory.ToArray();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested
            && (error is ObjectMissingException or StoreUnavailableException || StoreErrors.IsSitesFault(error)))
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no thumbnail of record {Id}: {Reason}")]
    private static partial void LogBroken(ILogger logger, long id, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The thumbnail {Key} is not stored: {Reason}")]
    private static partial void LogNotStored(ILogger logger, string key, string reason);
}
