using System.Text.Json;
using CloudApp.Contracts.Agents;
using CloudApp.Contracts.Json;
using CloudApp.Operations.Agents;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

[Trait("Layer", "pure")]
public sealed class DatabaseLinesTests
{
    private static readonly AgentStatus Safe = new("host1")
    {
        Role = "primary",
        IsPrimary = true,
        Sync = new SyncStatus { Mode = SyncStatus.InSync, AcknowledgedWriteCanBeLost = false, Because = "both servers acknowledge" },
    };

    private static readonly AgentStatus Follower = new("host2") { Role = "replica", IsReplica = true };

    [Fact]
    public void Only_one_primary_that_is_sure_says_that_nothing_can_be_lost()
    {
        DatabaseLines.LossRisk([Safe, Follower]).ShouldBe("An acknowledged write can be lost now: no, because both servers acknowledge.");
        DatabaseLines.LossRisk([Follower, null]).ShouldContain("yes, because no primary answers");
        DatabaseLines.LossRisk([Safe, Safe with { Site = "host2" }]).ShouldContain("yes, because both say");
        DatabaseLines.LossRisk([Safe with { Sync = new SyncStatus { Because = "the primary is alone" } }, null]).ShouldContain("yes, because the primary is alone");
    }

    [Fact]
    public void What_the_arbiter_leaves_open_is_said_once_and_only_where_there_is_something()
    {
        DatabaseLines.OpenCase([Safe, null]).ShouldBeNull();
        DatabaseLines.OpenCase([null, Safe with { OpenCase = "a cut link" }, Follower with { OpenCase = "a cut link" }]).ShouldBe("Left open by the arbiter: a cut link.");
    }

    [Fact]
    public void The_agents_own_words_come_through()
    {
        var status = JsonSerializer.Deserialize("""
            {"site":"host2","role":"replica","state":"CatchingUp","reason":"follows","epoch":7,"isReplica":true,
             "server":{"lagSeconds":3,"lastError":""},"savedTransactions":["/var/lib/cloudapp/divergent/x"],"unknown":1}
            """, ContractsJson.Default.AgentStatus);

        DatabaseLines.Server(status).ShouldBe("database replica, CatchingUp: follows; epoch 7, 3 s behind; kept aside: /var/lib/cloudapp/divergent/x");
        DatabaseLines.Server(status: null).ShouldContain("does not answer");
    }

    [Fact]
    public void A_pair_is_in_sync_only_with_one_primary_that_is_sure_and_one_replica()
    {
        AgentPair.IsInSync([Safe, Follower]).ShouldBeTrue();
        AgentPair.IsInSync([Safe, null]).ShouldBeFalse();
        AgentPair.IsInSync([Safe, Follower with { IsReplica = false }]).ShouldBeFalse();
        AgentPair.IsInSync([Safe with { Sync = new SyncStatus { Mode = SyncStatus.InSync } }, Follower]).ShouldBeFalse();
        AgentPair.IsInSync([Safe, Safe with { Site = "host2" }]).ShouldBeFalse();
    }
}
