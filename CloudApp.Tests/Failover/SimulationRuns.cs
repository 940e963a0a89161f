using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>
/// Simulations take every processor. Beside them a test of real sockets would measure its own starvation:
/// so they run by themselves.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SimulationRuns
{
    public const string Name = "simulation";
}
