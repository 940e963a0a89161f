using System.Globalization;
using CloudApp.Lab;
using CloudApp.Operations.Engine;

namespace CloudApp.Development.Benchmarks;

/// <summary>Median and 99th percentile of one path, one request at a time.</summary>
internal sealed record PathLatency(string Name, double P50Ms, double P99Ms);

/// <summary>What HAProxy and MySQL Router add to a request, compared with a direct call.</summary>
internal sealed class ProxyLatency(LabContext context, Wrk wrk, string peerFolder)
{
    private const int Queries = 3000;
    private const int Rounds = 3;
    private const int Seconds = 2;

    /// <summary>One connection to an application, directly and through the load balancer of its site.</summary>
    public async Task<IReadOnlyList<PathLatency>> HaproxyAsync(CancellationToken cancellationToken)
    {
        var (site, ports) = (context.Topology.Sites[0], context.Topology.Ports);
        var direct = new List<WrkResult>();
        var through = new List<WrkResult>();
        for (var round = 0; round < Rounds; round++)
        {
            direct.Add(await wrk.RunAsync(new Uri($"http://{site.App}:{ports.Api}/alive"), 1, Seconds, null, cancellationToken));
            through.Add(await wrk.RunAsync(new Uri($"http://{site.Lb}:{ports.Http}/alive"), 1, Seconds, null, cancellationToken));
        }

        return [Latency("application, directly", direct), Latency("application, through HAProxy", through)];
    }

    /// <summary>One connection to the database, directly and through the Router of its site: SELECT 1.</summary>
    public async Task<IReadOnlyList<PathLatency>> RouterAsync(IReadOnlyDictionary<string, string?> variables, CancellationToken cancellationToken)
    {
        var (site, ports) = (context.Topology.Sites[0], context.Topology.Ports);
        string[] arguments =
        [
            $"--net={context.Lab.Client.Path}", "--", "node", Path.Combine(peerFolder, "latency.js"), $"{Queries}",
            $"direct={site.Data}:{ports.Mysql}", $"router={site.Lb}:{ports.MysqlReadWrite}",
        ];
        var result = await new ProcessRunner(TimeProvider.System).RunCheckedAsync(
            new ProcessRequest("nsenter", arguments) { Environment = variables, Purpose = "asking the database over both paths" }, cancellationToken);
        var latencies = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' '))
            .ToDictionary(static words => words[0], static words => (P50: Ms(words[1]), P99: Ms(words[2])), StringComparer.Ordinal);
        return
        [
            new("database, directly", latencies["direct"].P50, latencies["direct"].P99),
            new("database, through Router", latencies["router"].P50, latencies["router"].P99),
        ];

        static double Ms(string microseconds) => double.Parse(microseconds, CultureInfo.InvariantCulture) / 1e3;
    }

    private static PathLatency Latency(string name, IReadOnlyList<WrkResult> results) =>
        new(name, Statistics.Median(results.Select(static r => r.P50Ms)), Statistics.Median(results.Select(static r => r.P99Ms)));
}
