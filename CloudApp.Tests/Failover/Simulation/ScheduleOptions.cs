using CloudApp.Failover;
using CloudApp.Failover.Table;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>How a schedule is run; the rules that are broken on purpose, for the proof that the simulation finds them.</summary>
internal sealed record ScheduleOptions
{
    public AgentTimings Timings { get; init; } = new();

    public DecisionTable Table { get; init; } = DecisionTable.Standard;

    /// <summary>Neither fence, kill nor watchdog work on an open server.</summary>
    public bool SkipsFence { get; init; }

    /// <summary>Agents keep nothing on disk of the records that they have seen.</summary>
    public bool ForgetsFloor { get; init; }

    /// <summary>An agent takes for received whatever mysqld has received since it was started, also what was dropped since.</summary>
    public bool CountsWhatWasDropped { get; init; }

    /// <summary>The arbiter writes the record without comparing its revision or the lease.</summary>
    public bool ComparesNothing { get; init; }

    /// <summary>Only this happens, once, to a pair that is in sync: primary first. For measuring the write gap.</summary>
    public Action<World, ModelHost, ModelHost>? OnlyFault { get; init; }

    public SimulatedArbiter Arbiter { get; init; }

    /// <summary>The link between the hosts alone may be cut: what two machines cannot decide.</summary>
    public bool CutsTheLinkAlone { get; init; } = true;

    /// <summary>Somebody may write on the standby by hand.</summary>
    public bool WritesByHand { get; init; } = true;

    public bool Traced { get; init; }
}

internal enum SimulatedArbiter
{
    Store,
    Vip,
    Manual,
}

/// <summary>What came of one schedule.</summary>
/// <param name="Violation">Null when every rule held.</param>
internal sealed record ScheduleResult(
    ulong Seed, string? Violation, int Acknowledged, bool TookOver, long HealthyAfterMs, long LongestGapMs, IReadOnlyList<string> Trace);
