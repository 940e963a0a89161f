using CloudApp.Agent.Settings;
using CloudApp.Failover;
using CloudApp.ServiceDefaults.Settings;
using CloudApp.Tests.Topology;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>The plan, the agent and the decision allow the same leases.</summary>
[Trait("Layer", "pure")]
public sealed class LeaseLimitsTests
{
    [Theory]
    [InlineData(AgentTimings.MinLeaseTtlMs, true)]
    [InlineData(AgentTimings.MaxLeaseTtlMs, true)]
    [InlineData(AgentTimings.MinLeaseTtlMs - 1, false)]
    [InlineData(AgentTimings.MaxLeaseTtlMs + 1, false)]
    public void A_lease_is_accepted_everywhere_or_nowhere(int leaseTtlMs, bool accepted)
    {
        PlanAccepts(leaseTtlMs).ShouldBe(accepted);
        AgentAccepts(leaseTtlMs).ShouldBe(accepted);
    }

    private static bool PlanAccepts(int leaseTtlMs) =>
        Plans.MistakesIn(Plans.With(("database.arbiter", "vip"), ("database.leaseTtlMs", leaseTtlMs)))
            .All(static mistake => !mistake.Contains("leaseTtlMs", StringComparison.Ordinal));

    private static bool AgentAccepts(int leaseTtlMs)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Agent:LeaseTtlMs"] = $"{leaseTtlMs}" }).Build();
        var mistakes = Should.Throw<SettingsException>(() => AgentSettings.Read(configuration)).Message;
        return !mistakes.Contains("LeaseTtlMs", StringComparison.Ordinal);
    }
}
