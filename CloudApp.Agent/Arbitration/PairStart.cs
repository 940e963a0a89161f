using CloudApp.Agent.Settings;
using CloudApp.Agent.Timing;
using CloudApp.Failover;
using CloudApp.Failover.Arbitration;

namespace CloudApp.Agent.Arbitration;

internal static class PairStart
{
    /// <summary>The half of this host, from what its file says.</summary>
    internal static PairArbitration Create(AgentSettings settings, IPairPolicy policy, AgentTimings timings, AgentClock clock)
    {
        var self = new AgentIdentity(settings.Site, settings.PeerSite, RunCounter.Next(settings.Paths.RunCounter, clock.Time), settings.IsInitialPrimary);
        return new PairArbitration(self, policy, timings, new RecordFile(settings.Paths.RecordFile).Read(), clock.NowMs);
    }
}
