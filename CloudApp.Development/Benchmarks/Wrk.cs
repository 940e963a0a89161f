using System.Globalization;
using System.Text.RegularExpressions;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;

namespace CloudApp.Development.Benchmarks;

/// <summary>What one run of wrk saw.</summary>
internal sealed record WrkResult(long Requests, double RequestsPerSecond, double P50Ms, double P99Ms, long Errors)
{
    /// <summary>Processor time that the program which answered took for each request; database and store not counted.</summary>
    public double CpuMsPerRequest { get; init; }
}

/// <summary>Runs wrk on the lab's network: a fixed number of connections, each sends its next request when the last is answered.</summary>
internal sealed partial class Wrk(LabContext context, string script)
{
    private const int GraceSeconds = 60;
    private const int RegexTimeoutMs = 1000;

    // A slow answer is a figure, not an error.
    private const string AnswerTimeout = "20s";

    /// <summary>Loads one address.</summary>
    /// <param name="upload">A file that is sent with each request; null: plain GET.</param>
    public async Task<WrkResult> RunAsync(Uri address, int connections, double seconds, string? upload, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            $"--net={context.Lab.Client.Path}", "--", "wrk", "-t1", $"-c{connections}", $"-d{Math.Ceiling(seconds):0}s", "--timeout", AnswerTimeout,
            "-s", script, address.ToString(), "--", .. upload is null ? Array.Empty<string>() : ["upload", upload],
        ];
        var result = await new ProcessRunner(TimeProvider.System).RunCheckedAsync(
            new ProcessRequest("nsenter", arguments) { Timeout = TimeSpan.FromSeconds(seconds + GraceSeconds), Purpose = $"loading {address}" }, cancellationToken);
        var match = Line().Match(result.StandardOutput);
        if (!match.Success)
            throw new UserException($"wrk gave no result for {address}: {Tool.LastLines(result.StandardOutput + result.StandardError, 8)}");
        return new WrkResult(
            (long)Number("requests"), Number("requests") / (Number("microseconds") / 1e6), Number("p50") / 1e3, Number("p99") / 1e3, (long)Number("errors"));

        double Number(string name) => double.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^RESULT requests=(?<requests>[0-9]+) microseconds=(?<microseconds>[0-9]+) errors=(?<errors>[0-9]+) p50=(?<p50>[0-9]+) p99=(?<p99>[0-9]+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, RegexTimeoutMs)]
    private static partial Regex Line();
}
