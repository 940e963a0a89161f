using CloudApp.Agent.MySql;
using CloudApp.Failover;
using CloudApp.Failover.Core;
using CloudApp.Failover.Table;
using CloudApp.Tests.Failover.Simulation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>
/// The record names one life of a follower, because nothing that was received in it is lost. Found by reading: following a
/// new source went on under the old one while it dropped relay logs with acknowledged transactions.
/// </summary>
[Trait("Layer", "pure")]
public sealed class IncarnationTests
{
    private const string Uuid = "11111111-1111-1111-1111-111111111111";

    private readonly AgentParts _parts = new(new AgentIdentity("host1", "host2", 1, Initial: false), new AgentTimings(), RecordFloor.None);
    private readonly DatabaseWork _work;

    public IncarnationTests()
    {
        _work = new DatabaseWork(_parts, new Reporter(_parts));
        _parts.Step.Begin(1_000);
        _parts.Incarnation.Begin(history: 3, closed: false);
    }

    [Theory]
    [InlineData(AgentAction.Follow)]
    [InlineData(AgentAction.Clone)]
    [InlineData(AgentAction.SaveExtra)]
    public void It_ends_before_the_command_that_drops_the_relay_log(AgentAction action)
    {
        _work.Add(action);
        _parts.Incarnation.Id.ShouldBeNull();
    }

    [Fact]
    public void It_goes_on_while_following_on_and_ends_when_that_failed()
    {
        var before = _parts.Incarnation.Id;
        _work.Add(AgentAction.FollowOn);
        _parts.Incarnation.Id.ShouldBe(before);
        _work.TakeFinished(new CommandFinished(1, Succeeded: false, Error: "it would drop the relay log"));
        _parts.Incarnation.Id.ShouldBeNull();
    }

    [Fact]
    public void It_is_another_one_when_something_that_was_received_is_gone()
    {
        var before = _parts.Incarnation.Id.ShouldNotBeNull();
        _work.TakeFacts(Retrieved(1, 2));
        _work.TakeFacts(Retrieved(1, 2, 3));
        _parts.Incarnation.Id.ShouldBe(before);
        _work.TakeFacts(Retrieved(1, 3, 4));

        var after = _parts.Incarnation.Id.ShouldNotBeNull();
        string.Equals(after, before, StringComparison.Ordinal).ShouldBeFalse("2 is gone");
        _parts.Incarnation.History.ShouldBe(3, "it follows the same primary");
        _work.TakeFacts(Retrieved(1, 3, 4));
        _parts.Incarnation.Id.ShouldBe(after);
    }

    [Fact]
    public void It_is_another_one_when_nobody_is_followed_any_more()
    {
        _work.TakeFacts(Retrieved(1));
        var before = _parts.Incarnation.Id;
        _work.TakeFacts(new DatabaseFacts(2_000, ServerCondition.Hung));
        _parts.Incarnation.Id.ShouldBe(before, "a server that does not answer says nothing");
        _work.TakeFacts(new DatabaseFacts(2_000, ServerCondition.Up));
        string.Equals(_parts.Incarnation.Id, before, StringComparison.Ordinal).ShouldBeFalse("RESET REPLICA ALL");
    }

    [Theory]
    [InlineData("1-5", "1-5", false)]
    [InlineData("1-7", "1-5", true)]
    public void Another_source_is_named_only_when_nothing_is_left_to_apply(string retrieved, string executed, bool drops)
    {
        var server = new ServerSnapshot(ServerProcess.Running)
        {
            Executed = GtidSet.Parse($"{Uuid}:{executed}"),
            Replica = new ReplicaThreads("elsewhere", 3306, IoRunning: false, SqlRunning: false) { Retrieved = GtidSet.Parse($"{Uuid}:{retrieved}") },
        };
        ReplicationStatements.WouldDropReceived(server).ShouldBe(drops);
        ReplicationStatements.WouldDropReceived(server with { Replica = null }).ShouldBeFalse("there is no relay log");
    }

    [Fact]
    public void A_standby_that_follows_no_longer_drops_its_data_when_the_record_says_alone_or_after_a_while()
    {
        foreach (var observation in Observations.All().Where(static o => o is { Server: ServerCondition.Up, Work: CommandProgress.Done, Record: RecordState.PeerSync or RecordState.PeerSyncMe, TimeUp: false }))
            DecisionTable.Standard.Decide(AgentState.Diverged, observation).Actions.ShouldNotContain(AgentAction.Clone, observation.ToString());
        Observation alone = new() { Server = ServerCondition.Up, Lease = LeaseState.Other, Work = CommandProgress.Done, Record = RecordState.Peer, PeerPrimary = true, PeerAlone = true };
        DecisionTable.Standard.Decide(AgentState.Diverged, alone with { PeerAlone = false }).Actions.ShouldBeEmpty("a change to sync may be on its way");
        DecisionTable.Standard.Decide(AgentState.Diverged, alone).Actions.ShouldBe([AgentAction.Clone]);
        DecisionTable.Standard.Decide(AgentState.Diverged, alone with { Record = RecordState.PeerSync, PeerAlone = false, TimeUp = true }).Actions.ShouldBe([AgentAction.Clone]);
    }

    [Fact]
    public void A_lease_that_cannot_be_used_is_given_back()
    {
        Observation stuck = new() { Server = ServerCondition.Up, Lease = LeaseState.Mine, Record = RecordState.PeerSyncMe, Work = CommandProgress.Running, Unappliable = true };
        DecisionTable.Standard.Decide(AgentState.Promoting, stuck).Next.ShouldBeNull("the applier has just been started again");
        DecisionTable.Standard.Decide(AgentState.Promoting, stuck with { TimeUp = true }).Actions.ShouldBe([AgentAction.ReleaseLease]);
        var free = stuck with { Lease = LeaseState.Free, Work = CommandProgress.Idle };
        DecisionTable.Standard.Decide(AgentState.Fenced, free).Actions.ShouldBeEmpty("the other host may come back with everything applied");
        DecisionTable.Standard.Decide(AgentState.Fenced, free with { TimeUp = true }).Actions.ShouldBe([AgentAction.TryAcquire]);
    }

    private static DatabaseFacts Retrieved(params int[] transactions)
    {
        TransactionSet set = new();
        foreach (var transaction in transactions)
            set.Add(transaction);
        return new DatabaseFacts(2_000, ServerCondition.Up, Retrieved: set);
    }
}
