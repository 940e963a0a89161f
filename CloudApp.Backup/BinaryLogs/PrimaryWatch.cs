namespace CloudApp.Backup.BinaryLogs;

/// <summary>The open primary, as its own agent says.</summary>
internal sealed record Primary(string Site, string Address, string ServerUuid, long Epoch)
{
    /// <summary>What it has executed and has in none of its binary logs.</summary>
    public string Purged { get; init; } = "";

    /// <summary>What it has executed.</summary>
    public string Executed { get; init; } = "";

    /// <summary>What is executed and purged grows by itself, and makes it no other primary.</summary>
    public bool IsSame(Primary? other) => other is not null && this with { Purged = "", Executed = "" } == other with { Purged = "", Executed = "" };
}

/// <summary>Asks both agents who the primary is.</summary>
internal sealed class PrimaryWatch(HostAgents agents)
{
    /// <summary>Null while nobody, or more than one, says so.</summary>
    public async Task<Primary?> FindAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(agents.Own.TryStatusAsync(cancellationToken), agents.Peer.TryStatusAsync(cancellationToken));
        var primaries = answers.Where(static status => status is { IsPrimary: true, Server.ServerUuid.Length: > 0 }).ToList();
        return primaries is [{ } only]
            ? new Primary(only.Site, only.Address, only.Server.ServerUuid, only.Epoch) { Purged = only.Server.GtidPurged, Executed = only.Server.GtidExecuted }
            : null;
    }
}
