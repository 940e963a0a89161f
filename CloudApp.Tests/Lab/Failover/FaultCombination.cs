using System.Globalization;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Two faults, one a moment after the other.</summary>
/// <param name="BetweenMs">Milliseconds from the first to the second; often within the reach of a lease or an election.</param>
/// <param name="LastsMs">Milliseconds from the second until everything is mended.</param>
internal sealed record FaultCombination(DrillFault First, DrillFault Second, int BetweenMs, int LastsMs)
{
    private const int BetweenMsMax = 3000;
    private const int LastsMsMin = 1000;
    private const int LastsMsMax = 12_000;

    /// <summary>The next of a series; the same seed gives the same series.</summary>
    public static FaultCombination Next(Random random)
    {
        var first = DrillFault.All[random.Next(DrillFault.All.Count)];
        var seconds = DrillFault.All.Where(second => GoTogether(first, second)).ToList();
        return new FaultCombination(first, seconds[random.Next(seconds.Count)], random.Next(BetweenMsMax), random.Next(LastsMsMin, LastsMsMax));
    }

    /// <summary>
    /// Whether the second can be made after the first, and loses nothing that is promised. A disk is lost first or not at all:
    /// once a fault has left one copy of something, no pair survives the loss of that copy.
    /// </summary>
    public static bool GoTogether(DrillFault first, DrillFault second) =>
        second.Kind != FaultKind.Disk
        && (first.Target != second.Target
            || (first.Kind != FaultKind.Machine && first.Kind != second.Kind
                // A member without its disk restarts again and again: there may be nothing to kill.
                && (first.Kind, second.Kind) is not (FaultKind.Disk, FaultKind.Program)));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{First}, {BetweenMs / 1000.0:0.00} s later {Second}, for {LastsMs / 1000.0:0.00} s");
}
