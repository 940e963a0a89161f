using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>What became of a copy.</summary>
internal enum CopyOutcome
{
    Copied,

    /// <summary>Somebody was faster.</summary>
    AlreadyThere,

    /// <summary>The site that should have it has not got the bytes that the row promises.</summary>
    SourceIsBad,
}

/// <summary>Copies an object from one site to the other.</summary>
internal sealed class ObjectCopier(ObjectContent content, Spool spool)
{
    /// <summary>Copies; nothing is stored that does not have the row's size and SHA-256.</summary>
    /// <exception cref="SiteUnavailableException">One of the two sites did not answer.</exception>
    internal async Task<CopyOutcome> CopyAsync(CopyObject copy, ISiteStore from, ISiteStore to, CancellationToken cancellationToken)
    {
        var row = copy.Row;
        if (!copy.IsRepair && await to.SizeAsync(row.Key, cancellationToken) == row.SizeBytes) return CopyOutcome.AlreadyThere;
        await using var file = spool.Create();
        if (await content.FetchAsync(from, row, file, cancellationToken) != CopyState.Good) return CopyOutcome.SourceIsBad;
        await to.PutAsync(row.Key, row.ContentType, file, cancellationToken);
        return CopyOutcome.Copied;
    }
}
