namespace CloudApp.Api.Data;

/// <summary>The ways to the database, in the order in which they are tried.</summary>
/// <param name="Write">Read-write routers: own site, other site. They lead to the primary.</param>
/// <param name="Read">Read-only routers: own site, other site. They lead to a replica, or to the primary when there is none.</param>
internal sealed record Database(IReadOnlyList<DatabaseRoute> Write, IReadOnlyList<DatabaseRoute> Read) : IAsyncDisposable
{
    /// <summary>All that can answer a read; the primary comes last.</summary>
    internal IReadOnlyList<DatabaseRoute> ReadThenWrite { get; } = [.. Read, .. Write];

    public async ValueTask DisposeAsync()
    {
        foreach (var route in ReadThenWrite) await route.DisposeAsync();
    }
}
