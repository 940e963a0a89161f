using CloudApp.Agent.Control;
using CloudApp.Agent.Gtid;
using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class StaticArbitrationTests
{
    private const string PeerHost = "192.168.64.14";
    private const string A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private static readonly ServerSnapshot Fenced = new(ServerProcess.Running) { ServerUuid = A };
    private static readonly ServerSnapshot Open = Fenced with { ReadOnly = false, SuperReadOnly = false, OfflineMode = false };

    [Fact]
    public void An_empty_primary_does_not_open_while_the_other_site_has_data()
    {
        var step = Primary(Fenced, Peer($"{A}:1-9"));
        step.Action.ShouldBe(StaticAction.Nothing);
        step.Reason.ShouldContain("9 transactions");
    }

    [Fact]
    public void An_empty_primary_waits_for_the_other_site_and_then_runs_alone()
    {
        Primary(Fenced, peer: null).Action.ShouldBe(StaticAction.Nothing);
        Primary(Fenced, peer: null, silent: StaticArbitration.WaitForPeerWhenEmpty).Action.ShouldBe(StaticAction.OpenAsPrimary);
        Primary(Fenced, Peer("")).Action.ShouldBe(StaticAction.OpenAsPrimary);
    }

    [Fact]
    public void A_primary_with_data_opens_without_the_other_site() =>
        Primary(Fenced with { Executed = GtidSet.Parse($"{A}:1-9") }, peer: null).Action.ShouldBe(StaticAction.OpenAsPrimary);

    [Fact]
    public void Semi_sync_goes_on_when_the_replica_has_caught_up_and_off_when_it_is_gone()
    {
        var following = Peer("") with { IsReplica = true, Server = new ServerStatus { LagSeconds = 0 } };
        var attached = Open with { SemiSync = SemiSync.Off with { SourceClients = 1 } };
        Primary(Open, following).Action.ShouldBe(StaticAction.Nothing);
        Primary(attached, following).Action.ShouldBe(StaticAction.SemiSyncOn);
        Primary(attached, following with { Server = new ServerStatus { LagSeconds = 3 } }).Action.ShouldBe(StaticAction.Nothing);
        var sync = Open with { SemiSync = new SemiSync(SourceEnabled: true, SourceActive: true, 1, 0, ReplicaActive: false) };
        Primary(sync, following).State.ShouldBe("PRIMARY-SYNC");
        Primary(sync with { SemiSync = sync.SemiSync with { SourceClients = 0 } }, following).Action.ShouldBe(StaticAction.SemiSyncOff);
        Primary(sync with { HeartbeatAge = StaticArbitration.LongestHeartbeatAge * 2 }, following).Action.ShouldBe(StaticAction.SemiSyncOff);
    }

    [Fact]
    public void A_replica_follows_then_opens_for_reads()
    {
        var primary = Peer($"{A}:1-9") with { IsPrimary = true };
        Replica(Fenced, primary).Action.ShouldBe(StaticAction.Follow);
        var following = Fenced with { Replica = new ReplicaThreads(PeerHost, 3306, IoRunning: true, SqlRunning: true) };
        Replica(following, primary).Action.ShouldBe(StaticAction.OpenAsReplica);
        Replica(following with { OfflineMode = false }, primary).State.ShouldBe("REPLICA");
    }

    [Fact]
    public void A_replica_whose_logs_are_gone_at_the_primary_clones()
    {
        var primary = Peer($"{A}:1-9") with { IsPrimary = true };
        Replica(Fenced, primary with { Server = primary.Server with { GtidPurged = $"{A}:1-4" } }).Action.ShouldBe(StaticAction.Clone);
    }

    [Fact]
    public void A_replica_with_transactions_of_its_own_does_nothing_and_names_them()
    {
        var step = Replica(Fenced with { Executed = GtidSet.Parse($"{A}:1-10") }, Peer($"{A}:1-9") with { IsPrimary = true });
        step.Action.ShouldBe(StaticAction.Nothing);
        step.State.ShouldBe("DIVERGED");
        step.Reason.ShouldContain($"{A}:10");
    }

    [Fact]
    public void A_server_that_is_writable_at_the_replicas_site_is_closed() =>
        Replica(Open, peer: null).Action.ShouldBe(StaticAction.OpenAsReplica);

    [Fact]
    public void A_replica_with_data_serves_reads_while_the_primary_is_away()
    {
        Replica(Fenced, peer: null).Action.ShouldBe(StaticAction.Nothing);
        Replica(Fenced with { Executed = GtidSet.Parse($"{A}:1") }, peer: null).Action.ShouldBe(StaticAction.OpenAsReplica);
    }

    private static StaticStep Primary(ServerSnapshot server, AgentStatus? peer, TimeSpan silent = default) =>
        StaticArbitration.Decide(new StaticObservation(IsInitialPrimary: true, PeerHost, server, peer, silent));

    private static StaticStep Replica(ServerSnapshot server, AgentStatus? peer) =>
        StaticArbitration.Decide(new StaticObservation(IsInitialPrimary: false, PeerHost, server, peer, TimeSpan.Zero));

    private static AgentStatus Peer(string executed) =>
        new("host2") { Server = new ServerStatus { ServerUuid = A, GtidExecuted = executed } };
}
