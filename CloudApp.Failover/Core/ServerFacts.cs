namespace CloudApp.Failover.Core;

/// <summary>What is known of the local mysqld. Facts that were sampled before the last command ended do not count.</summary>
internal sealed class ServerFacts(StepContext step)
{
    private long _notBeforeMs = StepContext.Never;
    private IGtidPosition? _recent;
    private long _recentMs = StepContext.Never;

    public DatabaseFacts Latest { get; private set; } = new(StepContext.Never, ServerCondition.Down);

    /// <summary>gtid_executed as the last command left it that applied or closed everything.</summary>
    public IGtidPosition? Applied { get; set; }

    /// <summary>gtid_executed of a moment ago: a follower that has it is nearly there.</summary>
    public IGtidPosition? Earlier { get; private set; }

    /// <summary>The latest facts were sampled after the last command had ended, not while it did.</summary>
    public bool AreSettled => Latest.SampledAtMs > _notBeforeMs;

    /// <summary>False for facts that do not count.</summary>
    public bool Take(DatabaseFacts facts)
    {
        if (facts.SampledAtMs < _notBeforeMs)
            return false;
        Latest = facts;
        if (facts.Executed is { } executed && step.NowMs - _recentMs >= step.Timings.PeerSilentMs / 2)
        {
            Earlier = _recent;
            _recent = executed;
            _recentMs = step.NowMs;
        }

        return true;
    }

    /// <summary>A command is about to change everything: nothing counts until <see cref="CountFromNow"/>.</summary>
    public void Distrust() => _notBeforeMs = long.MaxValue;

    public void CountFromNow() => _notBeforeMs = step.NowMs;

    /// <summary>Known without a look, because a command has just done it.</summary>
    public void Assume(ServerCondition condition) => Latest = new DatabaseFacts(step.NowMs, condition);
}
