using System.Globalization;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>What one round of a failure took. Milliseconds since the fault, or of the longest gap.</summary>
internal sealed record Figures(
    double? DetectionMs, double? PromotionMs, double WriteGapMs, double ReadGapMs, int FailedWrites, int FailedReads, int Acknowledged)
{
    /// <summary>How often each failure is made; the figures are the medians.</summary>
    public const string RoundsVariable = "CLOUDAPP_BENCH_ROUNDS";

    /// <summary>A file that gets one line per failure, for the command that asked for them.</summary>
    public const string FileVariable = "CLOUDAPP_BENCH_FILE";

    public static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0 ? rounds : 1;

    public static Figures MedianOf(IReadOnlyCollection<Figures> rounds) => new(
        Median(rounds.Select(static round => round.DetectionMs).OfType<double>()),
        Median(rounds.Select(static round => round.PromotionMs).OfType<double>()),
        Median(rounds.Select(static round => round.WriteGapMs)) ?? 0,
        Median(rounds.Select(static round => round.ReadGapMs)) ?? 0,
        rounds.Max(static round => round.FailedWrites),
        rounds.Max(static round => round.FailedReads),
        rounds.Sum(static round => round.Acknowledged));

    public static void Report(string name, Figures figures)
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file)
            File.AppendAllText(file, $"{name}: {figures}\n");
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"detected {Seconds(DetectionMs)}, promoted {Seconds(PromotionMs)}, write gap {Seconds(WriteGapMs)}, read gap {Seconds(ReadGapMs)}, failed requests (sent once) {FailedWrites} writes {FailedReads} reads, {Acknowledged} acknowledged");

    private static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        if (sorted.Count == 0)
            return null;
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Seconds(double? milliseconds) =>
        milliseconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.00} s") : "-";
}
