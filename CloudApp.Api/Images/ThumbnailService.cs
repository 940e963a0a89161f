using System.Collections.Concurrent;
using CloudApp.Api.Formats;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Telemetry;
using CloudApp.Contracts.Timing;

namespace CloudApp.Api.Images;

/// <summary>Thumbnails: kept in the store, made when they are missing, each by one at a time on this node.</summary>
internal sealed partial class ThumbnailService(
    IObjectStore objects, ObjectDelivery delivery, ThumbnailProcess process, TimeProvider time, ILogger<ThumbnailService> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<byte[]?>> _making = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _impossible = new(StringComparer.Ordinal);

    /// <summary>The thumbnail: from the store, or made now.</summary>
    /// <exception cref="ProblemException">There can be none, or it takes too long for this request.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    internal async Task<byte[]> GetAsync(UploadRecord record, CancellationToken cancellationToken)
    {
        if (!ImageType.HasThumbnail(record.ContentType) || _impossible.ContainsKey(record.ObjectKey)) throw new ProblemException(ImageProblems.ThumbnailImpossible);
        if (await ReadAsync(ObjectKeys.ThumbnailOf(record.ObjectKey), cancellationToken) is { } stored) return stored;
        try
        {
            var made = await MakeAsync(record).WaitAsync(TimeSpan.FromMilliseconds(ThumbnailLimits.RequestWaitMs), time, cancellationToken);
            return made ?? throw new ProblemException(ImageProblems.ThumbnailImpossible);
        }
        catch (Exception error) when (error is TimeoutException or ThumbnailWorkerException)
        {
            throw new ProblemException(ImageProblems.ThumbnailNotReady, error);
        }
    }

    /// <summary>Makes and stores the thumbnail; everybody who asks for the same one waits for the same work.</summary>
    /// <returns>Null when there can be none.</returns>
    /// <exception cref="ProblemException">Too many are being made already.</exception>
    internal Task<byte[]?> MakeAsync(UploadRecord record)
    {
        if (!ImageType.HasThumbnail(record.ContentType) || _impossible.ContainsKey(record.ObjectKey)) return Task.FromResult<byte[]?>(null);
        lock (_gate)
        {
            if (_making.TryGetValue(record.ObjectKey, out var running)) return running;
            if (_making.Count >= ThumbnailLimits.MakingMax) throw new ProblemException(ImageProblems.ThumbnailNotReady);
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

        var key = ObjectKeys.ThumbnailOf(record.ObjectKey);
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
            using var deadline = new Deadline(TimeSpan.FromMilliseconds(StoreLimits.ReadStallMs), time, cancellationToken);
            using var memory = new MemoryStream();
            await part.Content.CopyToAsync(memory, deadline.Token);
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
