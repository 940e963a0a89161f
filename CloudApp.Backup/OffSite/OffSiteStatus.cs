namespace CloudApp.Backup.OffSite;

/// <summary>The copies outside the two hosts.</summary>
public sealed record OffSiteStatus
{
    /// <summary>Where it is; empty when there is no target.</summary>
    public string Target { get; init; } = "";

    /// <summary>Since everything of this host's share was on the target; -1 while it never was.</summary>
    public double SecondsBehind { get; init; } = -1;

    /// <summary>This host ships the binary logs and the objects, not only its own backups.</summary>
    public bool ShipsForBoth { get; init; }

    public int Files { get; init; }

    public long Bytes { get; init; }

    /// <summary>What is wrong, in a sentence; empty when nothing is.</summary>
    public string Problem { get; init; } = "";
}
