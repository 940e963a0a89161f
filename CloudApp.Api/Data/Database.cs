namespace CloudApp.Api.Data;

/// <summary>The ways to the database, in the order in which they are tried.</summary>
/// <param name="Write">Read-write routers: own site, other site. They lead to the primary.</param>
/// <param name="Read">Read-only routers: own site, other site. They lead to a replica, or to the primary when there is none.</param>
internal sealed record Database(IReadOnlyList<DatabaseRoute> Write, IReadOnlyList<DatabaseRoute> Read) : IAsyncDisposable
{
    /// <summary>
    /// All that can answer a read, site by site, a replica before the primary. Own site's router to the primary comes before
    /// the other site's routers: these two ways have no machine in common, unless the primary is the only server.
    /// </summary>
    internal IReadOnlyList<DatabaseRoute> OwnSiteFirst { get; } = [.. Interleave(Read, Write)];

    public async ValueTask DisposeAsync()
    {
        foreach (var route in OwnSiteFirst) await route.DisposeAsync();
    }

    private static IEnumerable<DatabaseRoute> Interleave(IReadOnlyList<DatabaseRoute> first, IReadOnlyList<DatabaseRoute> second)
    {
        for (var i = 0; i < Math.Max(first.Count, second.Count); i++)
        {
            if (i < first.Count) yield return first[i];
            if (i < second.Count) yield return second[i];
        }
    }
}
