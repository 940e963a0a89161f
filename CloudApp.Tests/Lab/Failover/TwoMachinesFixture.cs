using System.Text.Json.Nodes;
using CloudApp.Tests.Topology;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>A lab without a third machine: the two hosts decide by the VIP.</summary>
public sealed class TwoMachinesFixture : LabFixture
{
    private readonly TemporaryFolder _folder = new();

    protected override string LabName => base.LabName + "-two";

    protected override string TopologyFile => Path.Combine(_folder.Path, "topology.json");

    public override async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(TopologyFile, Plans.With(("monitor", null), ("database.arbiter", JsonValue.Create("vip"))));
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Apart from the lab of the others, which is shut down before this one boots.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TwoMachinesLab : ICollectionFixture<TwoMachinesFixture>
{
    public const string Name = "lab of two machines";
}
