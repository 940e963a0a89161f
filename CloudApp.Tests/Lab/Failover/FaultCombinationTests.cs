using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>What the drill of random faults does with a seed.</summary>
[Trait("Layer", "pure")]
public sealed class FaultCombinationTests
{
    private const int Many = 20_000;

    [Fact]
    public void The_same_seed_makes_the_same_series() => Series(7, 50).ShouldBe(Series(7, 50));

    [Fact]
    public void Every_fault_comes_and_no_combination_asks_for_more_than_a_pair_can_keep()
    {
        var random = new Random(1);
        var made = Enumerable.Range(0, Many).Select(_ => FaultCombination.Next(random)).ToList();

        made.Select(static faults => faults.First).Distinct().Count().ShouldBe(DrillFault.All.Count);
        made.Select(static faults => faults.Second).Distinct().Count().ShouldBe(DrillFault.All.Count(static fault => fault.Kind != FaultKind.Disk));
        foreach (var faults in made)
        {
            faults.Second.Kind.ShouldNotBe(FaultKind.Disk, $"{faults}");
            if (faults.First.Target != faults.Second.Target)
                continue;
            faults.First.Kind.ShouldNotBe(FaultKind.Machine, $"{faults}");
            faults.First.Kind.ShouldNotBe(faults.Second.Kind, $"{faults}");
        }
    }

    [Fact]
    public void The_primarys_database_never_loses_its_disk() =>
        DrillFault.All.ShouldNotContain(static fault => fault.Kind == FaultKind.Disk && fault.Target == FaultTarget.Primary && fault.Name.StartsWith(DatabaseHost.Service, StringComparison.Ordinal));

    private static List<string> Series(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => FaultCombination.Next(random).ToString())];
    }
}
