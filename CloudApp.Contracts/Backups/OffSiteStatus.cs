namespace CloudApp.Contracts.Backups;

/// <summary>The copies outside the two hosts.</summary>
public sealed record OffSiteStatus
{
    /// <summary>Where it is; empty when there is no target.</summary>
    public string Target { get; set; } = "";

    /// <summary>Since everything of this host's share was on the target; -1 while it never was.</summary>
    public double SecondsBehind { get; set; } = -1;

    /// <summary>This host ships the binary logs and the objects, not only its own backups.</summary>
    public bool ShipsForBoth { get; set; }

    public int Files { get; set; }

    public long Bytes { get; set; }

    /// <summary>What is wrong, in a sentence; empty when nothing is.</summary>
    public string Problem { get; set; } = "";
}
