using System.Globalization;

namespace CloudApp.Development.Benchmarks;

/// <summary>The figures as Markdown, as the README shows them.</summary>
internal static class BenchTable
{
    private const double BytesPerMb = 1e6;

    public static string Head =>
        "| request | connections | requests per second | peer | ratio (rounds) | p50 ms | peer | p99 ms | peer | CPU ms per request | peer |\n|---|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>Medians of a scenario's rounds, and how far the rounds' ratios lie apart.</summary>
    public static string Row(IReadOnlyList<BenchRound> rounds)
    {
        var (ours, peers) = (rounds.Select(static r => r.Application).ToList(), rounds.Select(static r => r.Peer).ToList());
        var ratios = rounds.Select(static r => r.Application.RequestsPerSecond / r.Peer.RequestsPerSecond).ToList();
        var scenario = rounds[0].Scenario;
        var errors = (Ours: ours.Sum(static r => r.Errors), Peer: peers.Sum(static r => r.Errors));
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {scenario.Name} | {scenario.Connections} | {Rate(ours):n0} | {Rate(peers):n0} | **{Statistics.Median(ratios):0.0}** ({ratios.Min():0.0}–{ratios.Max():0.0}) "
            + $"| {P50(ours):0.0} | {P50(peers):0.0} | {P99(ours):0.0} | {P99(peers):0.0} | {Cpu(ours):0.00} | {Cpu(peers):0.00} |");
        return errors is (0, 0) ? row : string.Create(CultureInfo.InvariantCulture, $"{row}\n\n{scenario.Name} had errors: {errors.Ours} of the application, {errors.Peer} of the peer\n");
    }

    public static string Memory(string when, long application, long peer) => string.Create(
        CultureInfo.InvariantCulture, $"memory {when}: {application / BytesPerMb:0} MB, peer {peer / BytesPerMb:0} MB, ratio {(double)application / peer:0.00}");

    public static string Proxy(PathLatency direct, PathLatency through) => string.Create(
        CultureInfo.InvariantCulture,
        $"{direct.Name}: p50 {direct.P50Ms:0.00} ms, p99 {direct.P99Ms:0.00} ms; {through.Name}: p50 {through.P50Ms:0.00} ms, p99 {through.P99Ms:0.00} ms; "
        + $"adds {through.P50Ms - direct.P50Ms:0.00} ms at the median");

    private static double Rate(IEnumerable<WrkResult> results) => Statistics.Median(results.Select(static r => r.RequestsPerSecond));

    private static double P50(IEnumerable<WrkResult> results) => Statistics.Median(results.Select(static r => r.P50Ms));

    private static double Cpu(IEnumerable<WrkResult> results) => Statistics.Median(results.Select(static r => r.CpuMsPerRequest));

    private static double P99(IEnumerable<WrkResult> results) => Statistics.Median(results.Select(static r => r.P99Ms));
}
