using CloudApp.Api.Images;
using CloudApp.Api.Records;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Telemetry;

namespace CloudApp.Api.Deletion;

/// <summary>
/// Deletes a record: its row first, because the row is the truth; then its objects, where the stores answer. An object that
/// stays belongs to no row, and is found by comparing the store with the table.
/// </summary>
internal sealed class RecordDeletion(IRecordStore records, IObjectStore objects, ThumbnailService thumbnails)
{
    /// <summary>Deletes the record.</summary>
    /// <returns>Null when there was none.</returns>
    /// <exception cref="Data.DatabaseUnavailableException">The outcome is unknown; no object was touched. Repeat it.</exception>
    internal async Task<RecordRemoval?> DeleteAsync(long id, CancellationToken cancellationToken)
    {
        if (await records.DeleteAsync(id, cancellationToken) is not { } removal) return null;
        ApiMetrics.Deletions.Add(1);
        thumbnails.Forbid(removal.Record.ObjectKey);
        // The client may have left: its record is gone all the same, and so shall be the picture.
        await Task.WhenAll(
            objects.TryDeleteAsync(removal.Record.ObjectKey, CancellationToken.None),
            objects.TryDeleteAsync(ObjectKeys.ThumbnailOf(removal.Record.ObjectKey), CancellationToken.None));
        return removal;
    }
}
