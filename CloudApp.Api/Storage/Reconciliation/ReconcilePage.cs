using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>A record as the reconciler needs it.</summary>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record StoredRow(long Id, string Key, string ContentType, long SizeBytes, string Sha256, int Copies, DateTimeOffset CreatedAt);

/// <summary>What one site has in the page's range.</summary>
internal sealed record SiteListing(string Site, ObjectPage Page);

/// <summary>Rows and listings that begin after the same key, each in the order of the keys. The rows were read first.</summary>
/// <param name="IsLastRow">No row comes after them.</param>
internal sealed record ReconcilePage(IReadOnlyList<StoredRow> Rows, bool IsLastRow, IReadOnlyList<SiteListing> Sites)
{
    /// <summary>Last key up to which all of them are complete; null: to the end.</summary>
    internal string? End
    {
        get
        {
            var ends = new List<string>();
            if (!IsLastRow && Rows.Count > 0) ends.Add(Rows[^1].Key);
            ends.AddRange(Sites.Where(s => !s.Page.IsLast && s.Page.Objects.Count > 0).Select(s => s.Page.Objects[^1].Key));
            return ends.Min(StringComparer.Ordinal);
        }
    }

    internal bool Covers(string key) => End is not { } end || string.CompareOrdinal(key, end) <= 0;
}
