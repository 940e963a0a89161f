using CloudApp.Failover;
using CloudApp.Failover.Table;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>The protocol with one rule taken out: the simulation must find each.</summary>
internal static class BrokenRules
{
    public static ScheduleOptions ByName(string name) => name switch
    {
        nameof(NoEpochCheck) => NoEpochCheck,
        nameof(PromotesWithoutSync) => PromotesWithoutSync,
        nameof(SkipsFence) => SkipsFence,
        nameof(OffBeforeRecord) => OffBeforeRecord,
        nameof(IgnoresIncarnation) => IgnoresIncarnation,
        nameof(NoRestartAfterFence) => NoRestartAfterFence,
        nameof(NoBarrier) => NoBarrier,
        nameof(FollowsWithoutComparing) => FollowsWithoutComparing,
        nameof(ClonesWithoutSaving) => ClonesWithoutSaving,
        nameof(ClaimsBeforeApplying) => ClaimsBeforeApplying,
        nameof(IgnoresSemiSyncState) => IgnoresSemiSyncState,
        nameof(GivesTheLeaseUpAfterShutdown) => GivesTheLeaseUpAfterShutdown,
        nameof(ForgetsTheNewestRecord) => ForgetsTheNewestRecord,
        nameof(KeepsAStandbyThatWasWrittenOn) => KeepsAStandbyThatWasWrittenOn,
        nameof(ClonesBeforeAloneIsRecorded) => ClonesBeforeAloneIsRecorded,
        nameof(CountsWhatWasDropped) => CountsWhatWasDropped,
        nameof(KeepsALeaseThatItCannotUse) => KeepsALeaseThatItCannotUse,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such rule"),
    };

    /// <summary>Changes of the record are not compared with what is there, and a higher epoch is not looked at.</summary>
    private static ScheduleOptions NoEpochCheck => new()
    {
        ComparesNothing = true,
        Table = Without(static row => Is(row, "higher epoch seen")),
    };

    private static ScheduleOptions PromotesWithoutSync => new() { Table = Promoting(RecordState.Peer, RecordState.PeerSync) };

    private static ScheduleOptions IgnoresIncarnation => new() { Table = Promoting(RecordState.PeerSync) };

    private static ScheduleOptions SkipsFence => new() { SkipsFence = true };

    private static ScheduleOptions OffBeforeRecord => new()
    {
        Table = Changed(static row => row.Actions.Contains(AgentAction.RecordAlone)
            ? row with { Actions = [AgentAction.SemiSyncOff, AgentAction.RecordAlone] }
            : row),
    };

    /// <summary>
    /// offline_mode is thought to be enough: mysqld lives on with transactions that wait for ever. Nor are extra ones looked
    /// for later, which would heal it.
    /// </summary>
    private static ScheduleOptions NoRestartAfterFence => new()
    {
        WritesByHand = false,
        Table = new DecisionTable(DecisionTable.Standard.Rows.Where(IsNotLookingLater).Select(static row => Is(row, "closed, failed or too slow")
            ? row with { Next = AgentState.Fenced, Actions = [AgentAction.ReleaseLease], Applies = static (in o) => o.Work == CommandProgress.Done }
            : row)),
    };

    private static ScheduleOptions NoBarrier => new()
    {
        Table = Changed(static row => Is(row, "barrier acknowledged and received")
            ? row with { Applies = static (in o) => o.Partner != PartnerState.Lost }
            : row),
    };

    /// <summary>Neither before it follows nor later.</summary>
    private static ScheduleOptions FollowsWithoutComparing => new()
    {
        WritesByHand = false,
        Table = new DecisionTable(DecisionTable.Standard.Rows.Where(IsNotLookingLater).Select(static row => Is(row, "primary there, nothing extra")
            ? row with { Applies = static (in o) => o.PeerPrimary }
            : row)),
    };

    private static ScheduleOptions ClonesWithoutSaving => new()
    {
        Table = Changed(static row => Is(row, "primary there, extra transactions")
            ? row with { Next = AgentState.Cloning, Actions = [AgentAction.Clone] }
            : row),
    };

    /// <summary>The record is claimed as soon as the lease is won, and what was received is applied after that.</summary>
    private static ScheduleOptions ClaimsBeforeApplying => new()
    {
        Table = Changed(static row => row.When switch
        {
            "lease won" => row with { Next = AgentState.Claiming, Actions = [AgentAction.ClaimAlone] },
            "claimed, alone" => row with { Actions = [AgentAction.FinishApplying, AgentAction.OpenAlone] },
            _ => row,
        }),
    };

    /// <summary>Only enabled counts: that semi-sync is off while it is enabled is seen by nobody.</summary>
    private static ScheduleOptions IgnoresSemiSyncState => new()
    {
        OnlyFault = SemiSyncOffByHand,
        Table = new DecisionTable(DecisionTable.Standard.Rows.Where(static row => !Is(row, "commits may not wait")).Select(static row =>
            Is(row, "barrier acknowledged and received")
                ? row with { Applies = static (in o) => o.Work == CommandProgress.Done && o.Partner == PartnerState.Confirmed }
                : row)),
    };

    /// <summary>A mysqld that was shut down counts as one that was killed, from which nobody hears anything.</summary>
    private static ScheduleOptions GivesTheLeaseUpAfterShutdown => new()
    {
        OnlyFault = ShutDownWithoutReplica,
        Table = Without(static row => row.When is "mysqld ended by itself" or "mysqld is down, alone is not recorded"),
    };

    /// <summary>An absent record is the first start, whatever data is there.</summary>
    private static ScheduleOptions ForgetsTheNewestRecord => new()
    {
        OnlyFault = WipedWithBothAgents,
        ForgetsFloor = true,
        Table = Changed(static row => row.When switch
        {
            "first start" => row with { Applies = static (in o) => o.Lease == LeaseState.Free && o.Record == RecordState.Absent && o.Initial },
            "lease won" => row with { Applies = static (in o) => o.Lease == LeaseState.Mine && o.Record is not (RecordState.Unknown or RecordState.RolledBack) },
            _ => row,
        }),
    };

    /// <summary>Transactions that only the standby has count when it begins to follow, and never again.</summary>
    private static ScheduleOptions KeepsAStandbyThatWasWrittenOn => new()
    {
        OnlyFault = StandbyWrittenByHand,
        Table = Without(static row => !IsNotLookingLater(row)),
    };

    /// <summary>A standby whose applier has failed drops its data as soon as nothing extra is in it.</summary>
    private static ScheduleOptions ClonesBeforeAloneIsRecorded => new()
    {
        OnlyFault = ApplierFails,
        Table = Changed(static row => Is(row, "saved, primary there")
            ? row with { Applies = static (in o) => o.Work == CommandProgress.Done && o.PeerPrimary }
            : row),
    };

    /// <summary>What was received once counts for as long as the server follows, whatever has become of the relay log.</summary>
    private static ScheduleOptions CountsWhatWasDropped => new() { OnlyFault = RelayLogDroppedByHand, CountsWhatWasDropped = true };

    /// <summary>A standby that cannot apply what it has received tries for as long as it takes, and again at once.</summary>
    private static ScheduleOptions KeepsALeaseThatItCannotUse => new()
    {
        OnlyFault = ApplierFailsAsThePrimaryIsLost,
        Table = new DecisionTable(DecisionTable.Standard.Rows.Where(static row => !Is(row, "cannot be applied")).Select(static row =>
            Is(row, "in sync, lease free")
                ? row with { Applies = static (in o) => o.Lease == LeaseState.Free && o.Record == RecordState.PeerSyncMe }
                : row)),
    };

    /// <summary>The primary goes on alone, then the arbiter's data is lost and both agents start again.</summary>
    public static void WipedWithBothAgents(World world, ModelHost primary, ModelHost standby)
    {
        CutBetweenServers(world);
        world.After(2_000_000, () =>
        {
            primary.Losses?.Wipe();
            primary.KillAgent();
            standby.KillAgent();
        });
        world.After(3_500_000, () =>
        {
            standby.StartAgent();
            primary.StartAgent();
        });
    }

    /// <summary>The primary goes on alone, then the arbiter is put back to a copy in which the standby is in sync.</summary>
    public static void PutBackToInSync(World world, ModelHost primary, ModelHost standby)
    {
        _ = standby;
        primary.Losses?.KeepSnapshot();
        CutBetweenServers(world);
        world.After(2_000_000, () => primary.Losses?.GoBack());
    }

    private static void CutBetweenServers(World world)
    {
        world.Cut(0, 1, cut: true);
        world.Cut(1, 0, cut: true);
    }

    public static void StandbyWrittenByHand(World world, ModelHost primary, ModelHost standby)
    {
        _ = (world, primary);
        standby.Server.WriteByHand();
    }

    /// <summary>The replica's receiver is stopped and semi-sync falls back, both by hand; a moment later the primary loses power.</summary>
    public static void SemiSyncOffByHand(World world, ModelHost primary, ModelHost standby)
    {
        standby.Server.StopReceiverByHand(stopped: true);
        primary.Server.FallBack();
        world.After(600_000, primary.PowerOff);
        world.After(4_000_000, () =>
        {
            primary.PowerOn();
            primary.StartAgent();
        });
    }

    /// <summary>The link between the servers is cut, and before that is noticed somebody shuts the primary's mysqld down.</summary>
    public static void ShutDownWithoutReplica(World world, ModelHost primary, ModelHost standby)
    {
        world.Cut(0, 1, cut: true);
        world.Cut(1, 0, cut: true);
        world.After(200_000, primary.ShutServerDown);
    }

    /// <summary>The standby's applier stops with an error while its receiver goes on.</summary>
    public static void ApplierFails(World world, ModelHost primary, ModelHost standby)
    {
        _ = (world, primary);
        standby.Server.BreakApplier();
    }

    /// <summary>The primary loses power for a while, and what the standby has received and not applied turns out to be unappliable.</summary>
    public static void ApplierFailsAsThePrimaryIsLost(World world, ModelHost primary, ModelHost standby)
    {
        standby.Server.SlowApply = true;
        world.After(500_000, primary.PowerOff);
        world.After(1_500_000, standby.Server.BreakApplier);
        world.After(4_000_000, () =>
        {
            primary.PowerOn();
            primary.StartAgent();
        });
    }

    /// <summary>A standby that applies slowly loses its relay log and receives nothing more; a moment later the primary loses power.</summary>
    public static void RelayLogDroppedByHand(World world, ModelHost primary, ModelHost standby)
    {
        standby.Server.SlowApply = true;
        world.After(500_000, () => standby.Server.DropReceivedByHand(starts: false));
        world.After(1_000_000, primary.PowerOff);
        world.After(4_000_000, () =>
        {
            primary.PowerOn();
            primary.StartAgent();
        });
    }

    private static bool IsNotLookingLater(Transition row) => !Is(row, "extra transactions, primary there");

    private static bool Is(Transition row, string when) => string.Equals(row.When, when, StringComparison.Ordinal);

    private static DecisionTable Without(Func<Transition, bool> dropped) =>
        new(DecisionTable.Standard.Rows.Where(row => !dropped(row)));

    private static DecisionTable Changed(Func<Transition, Transition> change) => new(DecisionTable.Standard.Rows.Select(change));

    private static DecisionTable Promoting(params RecordState[] asWell) => Changed(row => row.When switch
    {
        "in sync, lease free" => row with
        {
            Applies = (in o) => o.Lease == LeaseState.Free && (o.Record == RecordState.PeerSyncMe || asWell.Contains(o.Record)),
        },
        "lease won" => row with
        {
            Applies = (in o) => o.Lease == LeaseState.Mine && o.Record != RecordState.Unknown,
        },
        _ => row,
    });
}
