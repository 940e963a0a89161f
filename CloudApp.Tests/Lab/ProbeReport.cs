using System.Globalization;

namespace CloudApp.Tests.Lab;

/// <summary>One request: when it was sent (milliseconds since the probe's start), how long it took, what came back.</summary>
/// <param name="Status">HTTP status, 0 when there was no answer.</param>
public sealed record ProbeSample(double SentMs, double LatencyMs, int Status, string? Node, string? Error)
{
    public bool Succeeded => Status is >= 200 and < 400;

    public double AnsweredMs => SentMs + LatencyMs;
}

/// <summary>What a probe saw.</summary>
/// <param name="EventMs">When the fault was made, on the samples' clock.</param>
public sealed record ProbeReport(IReadOnlyList<ProbeSample> Samples, double EventMs)
{
    public IReadOnlyList<ProbeSample> Failures => [.. Samples.Where(sample => !sample.Succeeded)];

    /// <summary>Longest time between two successful answers, in milliseconds; what a user feels.</summary>
    public double LongestGapMs
    {
        get
        {
            var answers = Samples.Where(sample => sample.Succeeded).Select(sample => sample.AnsweredMs).Order().ToList();
            if (answers.Count == 0)
                return double.PositiveInfinity;
            return answers.Zip(answers.Skip(1), (earlier, later) => later - earlier).DefaultIfEmpty(0).Max();
        }
    }

    /// <summary>Nodes that answered requests sent at least <paramref name="afterMs"/> milliseconds after the fault.</summary>
    public IReadOnlyList<string> NodesAfter(double afterMs) =>
        [.. Samples.Where(sample => sample.Succeeded && sample.SentMs > EventMs + afterMs)
            .Select(sample => sample.Node).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public override string ToString()
    {
        var slowest = Samples.Select(sample => sample.LatencyMs).DefaultIfEmpty(0).Max();
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{Samples.Count} requests, {Failures.Count} failed, longest gap {LongestGapMs:0} ms, slowest {slowest:0} ms");
        var reasons = Failures.GroupBy(failure => failure.Error ?? $"status {failure.Status}", StringComparer.Ordinal)
            .Select(group => $"{group.Count()} × {group.Key}");
        return Failures.Count == 0 ? figures : $"{figures}; failures: {string.Join("; ", reasons)}";
    }
}
