using CloudApp.Agent.Http;
using CloudApp.Contracts.Agents;
using CloudApp.ServiceDefaults.Http;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class StatusBoardTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_watcher_is_woken_by_a_change_of_role_and_not_by_a_change_of_lag()
    {
        var board = new StatusBoard(_time);
        var replica = new AgentStatus("host2") { Role = AgentRoles.Replica, IsReplica = true };
        board.Publish(replica);
        var waiting = board.WaitAsync(board.Current.Version, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        board.Publish(replica with { Server = new ServerStatus { LagSeconds = 7 } });
        waiting.IsCompleted.ShouldBeFalse();
        board.Current.Server.LagSeconds.ShouldBe(7);
        board.Publish(replica with { Role = AgentRoles.Primary, IsReplica = false, IsPrimary = true, Epoch = 2 });
        (await waiting).IsPrimary.ShouldBeTrue();
    }

    [Fact]
    public async Task A_watcher_of_another_version_is_answered_at_once()
    {
        var board = new StatusBoard(_time);
        board.Publish(new AgentStatus("host1"));
        var status = await board.WaitAsync(board.Current.Version - 1, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        status.Site.ShouldBe("host1");
    }

    [Fact]
    public async Task A_watcher_of_something_that_does_not_change_is_answered_after_its_limit()
    {
        var board = new StatusBoard(_time);
        board.Publish(new AgentStatus("host1"));
        var waiting = board.WaitAsync(board.Current.Version, TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(5));
        (await waiting).Site.ShouldBe("host1");
    }

    [Theory]
    [InlineData("Bearer secret", true)]
    [InlineData("bearer secret", true)]
    [InlineData("Bearer secreT", false)]
    [InlineData("Bearer ", false)]
    [InlineData("secret", false)]
    [InlineData(null, false)]
    public void Only_the_right_token_is_let_in(string? header, bool accepted) =>
        new BearerToken("secret").Accepts(header).ShouldBe(accepted);
}
