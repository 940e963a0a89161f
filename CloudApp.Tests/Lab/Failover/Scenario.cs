namespace CloudApp.Tests.Lab.Failover;

/// <summary>Where the primary must be once clients can write again.</summary>
public enum PrimaryEnds
{
    Anywhere,
    OnTheOtherHost,
    WhereItWas,
}

/// <summary>One failure and what must hold.</summary>
/// <param name="Name">As in the table of docs/failures.md.</param>
/// <param name="Fault">Makes the failure while clients work; returns when they should be able to write again.</param>
internal sealed record Scenario(string Name, Func<Scene, Task> Fault)
{
    // For failures that need the return of something first: only that it goes on at all counts.
    public const double Unbounded = double.PositiveInfinity;

    /// <summary>Before the clients begin.</summary>
    public Func<Scene, Task> Prepare { get; init; } = static _ => Task.CompletedTask;

    /// <summary>What an operator or nature does afterwards, besides power and cables, which are restored anyway.</summary>
    public Func<Scene, Task> Recover { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Looks at what is particular to this failure, when the pair is in sync again.</summary>
    public Func<Scene, Task> Check { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Whether the VIP is moved to the primary's host first: the worse case for the clients.</summary>
    public bool IsVipWithPrimary { get; init; } = true;

    public PrimaryEnds Primary { get; init; } = PrimaryEnds.Anywhere;

    /// <summary>Bounds for a busy test machine, several times the target; the measured figures are printed.</summary>
    public double WriteGapMsMax { get; init; } = Unbounded;

    public double ReadGapMsMax { get; init; } = Unbounded;

    /// <summary>Whether every read and every write that was sent must have succeeded.</summary>
    public bool IsSeamless { get; init; }

    public bool IsSeamlessForReads { get; init; }

    /// <summary>Acknowledged writes that this failure gives up on purpose (a forced failover), by their place in the ledger.</summary>
    public Func<AcknowledgedWrite, bool> MayBeLost { get; init; } = static _ => false;
}
