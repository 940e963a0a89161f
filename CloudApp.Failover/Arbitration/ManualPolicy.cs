namespace CloudApp.Failover.Arbitration;

/// <summary>
/// Only a person moves the primary: by a switchover while both hosts live, by failover --force when one is lost.
/// </summary>
public sealed class ManualPolicy(AgentTimings timings) : IPairPolicy
{
    public bool IsAutomatic => false;

    public string OpenCase => "an operator who forces a failover must make sure that the host to lose is off: a living one that is cut off goes on as the primary";

    public ArbitrationVerdict MayTakeAlone(PairFacts facts, long nowMs)
    {
        if (facts.PeerSilentForMs < timings.PeerSilentMs)
            return new(false, "the other host has not been silent for long enough");
        if (facts.Forced)
            return new(true, "ordered by the operator");
        if (!facts.HasRecord)
            return new(false, "the first start needs both hosts: the other one might have data");
        if (!facts.IsOurs)
            return new(false, "the other host was the primary: waits for it or for failover --force");

        // The agent has not seen what happened while it was down. An operator may have given this host up meanwhile,
        // and the other one's newer writes would be lost here.
        return facts.MayResume
            ? new(true, "this host was the primary all the time, and nobody has ordered otherwise")
            : new(false, "this host was the primary, but its agent was down: the other host may have been forced meanwhile; waits for it or for failover --force");
    }

    /// <summary>A higher epoch ends it; silence never does.</summary>
    public ArbitrationVerdict MayKeep(long peerAnsweredAgoMs, long nowMs) => new(true, "nobody has ordered otherwise");
}
