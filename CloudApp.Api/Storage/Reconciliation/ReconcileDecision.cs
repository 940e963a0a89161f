using CloudApp.Api.Storage.Objects;

namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>Something to do about one object or its record.</summary>
internal abstract record ReconcileAction;

/// <summary>Write down how many sites hold the record's object.</summary>
internal sealed record NoteCopies(StoredRow Row, int Copies) : ReconcileAction;

/// <summary>Copy the record's object from the site that has it to one that lacks it, or has something else in its place.</summary>
internal sealed record CopyObject(StoredRow Row, string From, string To, bool IsRepair) : ReconcileAction;

/// <summary>Read the object at every site: its record has been without a good copy, and a size alone does not make one good.</summary>
internal sealed record CheckContents(StoredRow Row) : ReconcileAction;

/// <summary>Remove an object that no record names; to be checked again at the primary before.</summary>
internal sealed record RemoveOrphan(string Key, string Site) : ReconcileAction;

/// <summary>What a site has of one object.</summary>
internal enum CopyState
{
    Good,
    Missing,
    Damaged,
}

/// <summary>One site's copy of an object.</summary>
internal sealed record SiteCopy(string Site, CopyState State);

/// <summary>What to do, decided from what was seen and nothing else: no clock, no store, no database.</summary>
internal static class ReconcileDecision
{
    /// <summary>A record and all sites' copies of its object. Never a removal: a row names it.</summary>
    internal static IReadOnlyList<ReconcileAction> ForRow(StoredRow row, IReadOnlyList<SiteCopy> sites)
    {
        var actions = new List<ReconcileAction>();
        var good = sites.Where(s => s.State == CopyState.Good).ToList();
        if (good.Count != row.Copies) actions.Add(new NoteCopies(row, good.Count));
        if (good.Count == 0) return actions;
        actions.AddRange(sites.Where(s => s.State != CopyState.Good)
            .Select(s => new CopyObject(row, good[0].Site, s.Site, s.State == CopyState.Damaged)));
        return actions;
    }

    /// <summary>Everything in a page's range, by names and sizes.</summary>
    /// <param name="grace">An object without a row is an upload in flight until it is older than this at every site.</param>
    internal static IReadOnlyList<ReconcileAction> ForPage(ReconcilePage page, DateTimeOffset now, TimeSpan grace)
    {
        var rows = page.Rows.Where(r => page.Covers(r.Key)).ToDictionary(r => r.Key, StringComparer.Ordinal);
        var sites = page.Sites.Select(s => (s.Site, Objects: s.Page.Objects.Where(o => page.Covers(o.Key))
            .ToDictionary(o => o.Key, StringComparer.Ordinal))).ToList();
        var actions = new List<ReconcileAction>();
        // A row this young may be older than its second copy.
        foreach (var row in rows.Values.Where(r => r.CreatedAt.AddMilliseconds(ReconcilerLimits.RepairAfterMs) < now))
        {
            SiteCopy[] copies = [.. sites.Select(s => new SiteCopy(s.Site, StateOf(row, s.Objects.GetValueOrDefault(row.Key)?.SizeBytes)))];
            if (row.Copies == 0 && copies.Any(c => c.State == CopyState.Good)) actions.Add(new CheckContents(row));
            else actions.AddRange(ForRow(row, copies));
        }

        var orphans = sites.SelectMany(s => s.Objects.Values.Select(o => (s.Site, Object: o)))
            .Where(o => !rows.ContainsKey(o.Object.Key) && ObjectKeys.IsImage(o.Object.Key))
            .GroupBy(o => o.Object.Key, StringComparer.Ordinal)
            .Where(g => g.All(o => o.Object.ModifiedAt + grace < now));
        actions.AddRange(orphans.SelectMany(g => g.Select(o => new RemoveOrphan(g.Key, o.Site))));
        return actions;
    }

    /// <summary>By size alone; the contents are compared more slowly.</summary>
    internal static CopyState StateOf(StoredRow row, long? size) =>
        size is null ? CopyState.Missing : size == row.SizeBytes ? CopyState.Good : CopyState.Damaged;

    /// <summary>
    /// Whether a pass may remove what it found without a row. A table that was lost, or restored from an old backup,
    /// makes nearly all objects look like that, and they may be the only thing that is left.
    /// </summary>
    internal static bool MayRemove(int orphans, int objects) =>
        orphans <= Math.Max(ReconcilerLimits.OrphansAlwaysAllowed, (int)(objects * ReconcilerLimits.OrphanShareMax));
}
