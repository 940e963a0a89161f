using System.Reflection;
using CloudApp.Failover.Core;
using NetArchTest.Rules;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>The decision depends on what it is told and on nothing else: that is why a simulation can prove anything about it.</summary>
[Trait("Layer", "pure")]
public sealed class PurityTests
{
    private static readonly Assembly Decision = typeof(AgentCore).Assembly;

    [Fact]
    public void The_decision_references_only_the_runtime() =>
        Decision.GetReferencedAssemblies().Select(static reference => reference.Name!)
            .Where(static name => !name.StartsWith("System.", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void The_decision_touches_no_file_process_network_clock_or_chance()
    {
        var result = Types.InAssembly(Decision).ShouldNot().HaveDependencyOnAny(
            "System.IO", "System.Net", "System.Diagnostics.Process", "System.TimeProvider", "System.DateTime", "System.DateTimeOffset",
            "System.Diagnostics.Stopwatch", "System.Environment", "System.Random", "System.Guid", "System.Console",
            "System.Threading.Thread", "System.Threading.Timer", "System.Threading.Tasks.Task").GetResult();

        result.IsSuccessful.ShouldBeTrue(string.Join(", ", result.FailingTypeNames ?? []));
    }

    /// <summary>What all share is in the root; the table, the core that uses it, and the arbitration know nothing of each other beyond that.</summary>
    [Theory]
    [InlineData(@"^CloudApp\.Failover$", new[] { "CloudApp.Failover.Table", "CloudApp.Failover.Core", "CloudApp.Failover.Arbitration" })]
    [InlineData(@"^CloudApp\.Failover\.Table$", new[] { "CloudApp.Failover.Core", "CloudApp.Failover.Arbitration" })]
    [InlineData(@"^CloudApp\.Failover\.Core$", new[] { "CloudApp.Failover.Arbitration" })]
    [InlineData(@"^CloudApp\.Failover\.Arbitration$", new[] { "CloudApp.Failover.Table", "CloudApp.Failover.Core" })]
    public void Its_namespaces_form_no_cycle(string from, string[] forbidden)
    {
        var types = Types.InAssembly(Decision).That().ResideInNamespaceMatching(from);
        types.GetTypes().ShouldNotBeEmpty();
        var result = types.ShouldNot().HaveDependencyOnAny(forbidden).GetResult();

        result.IsSuccessful.ShouldBeTrue(string.Join(", ", result.FailingTypeNames ?? []));
    }
}
