using System.Globalization;
using CloudApp.Operations;
using Xunit;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Two faults at once, at random, again and again, while clients write and read. Its output is the whole story; the seed that
/// it prints makes the same series again.</summary>
[Trait("Layer", "drill")]
public sealed class RandomFaultsTests(LabFixture lab, ITestOutputHelper output) : FailureTest(lab, output)
{
    /// <summary>A number: the series to run again.</summary>
    public const string SeedVariable = "CLOUDAPP_FAULT_SEED";

    /// <summary>For how long new rounds begin.</summary>
    public const string MinutesVariable = "CLOUDAPP_FAULT_MINUTES";

    private const int MinutesDefault = 10;

    [Fact]
    public async Task Any_two_faults_at_once_lose_nothing()
    {
        var seed = Number(SeedVariable) ?? Random.Shared.Next();
        var minutes = Number(MinutesVariable) ?? MinutesDefault;
        Say(string.Create(CultureInfo.InvariantCulture, $"{SeedVariable}={seed} {MinutesVariable}={minutes}"));
        var random = new Random(seed);
        var start = TimeProvider.System.GetTimestamp();
        var round = 0;
        while (TimeProvider.System.GetElapsedTime(start).TotalMinutes < minutes)
            await RunAsync(++round, FaultCombination.Next(random));
        Say(string.Create(CultureInfo.InvariantCulture, $"{round} rounds, seed {seed}: nothing that was acknowledged is missing"));
    }

    private Task RunAsync(int round, FaultCombination faults)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"random faults, round {round}: {faults}");
        return ProveAsync(new Scenario(name, async scene =>
        {
            Say(name);
            await faults.First.MakeAsync(Fixture, faults.First.MachineOf(scene), Cancellation);
            await scene.PauseAsync(faults.BetweenMs);
            await faults.Second.MakeAsync(Fixture, faults.Second.MachineOf(scene), Cancellation);
            await scene.PauseAsync(faults.LastsMs);
            // Two faults may rightly leave nobody who writes; without them clients must go on by themselves.
            await Fixture.RestoreMachinesAsync(Cancellation);
            await faults.First.RepairAsync(Fixture, faults.First.MachineOf(scene), Cancellation);
        }));
    }

    private static int? Number(string variable)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UserException($"{variable} is '{text}'; it must be a whole number.");
    }
}
