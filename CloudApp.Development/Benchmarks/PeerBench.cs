using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Topology.Model;

namespace CloudApp.Development.Benchmarks;

/// <summary>How much is measured.</summary>
/// <param name="Only">Part of a scenario's name; null for all.</param>
public sealed record BenchPlan(int Rounds, double Seconds, string? Only);

/// <summary>Measures the application beside its peer in Node.js, in a lab.</summary>
public sealed class PeerBench(LabContext context, string root, TextWriter output)
{
    private const int ApplicationPort = 18_001;
    private const int PeerPort = 18_002;
    private const int SettleSeconds = 5;
    private const int NpmTimeoutSeconds = 300;

    private string PeerFolder => Path.Combine(root, "bench/node-peer");

    /// <summary>Builds both programs.</summary>
    public async Task<string> PrepareAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var runner = new ProcessRunner(TimeProvider.System);
        await new BenchPackages(runner).EnsureAsync(progress, cancellationToken);
        progress.Report("installing the peer's packages with npm");
        await runner.RunCheckedAsync(
            new ProcessRequest("npm", ["ci", "--no-audit", "--no-fund", "--omit=dev"])
            {
                WorkingDirectory = PeerFolder,
                Timeout = TimeSpan.FromSeconds(NpmTimeoutSeconds),
                Purpose = "installing the peer's packages",
            },
            cancellationToken);
        var published = await new AppPublisher(root, runner).EnsureAsync(ImageProgram.Api, progress, cancellationToken);
        return Path.Combine(published.Directory, "CloudApp.Api");
    }

    /// <summary>Starts both, measures, stops both.</summary>
    /// <param name="program">The published application.</param>
    public async Task RunAsync(string program, BenchPlan plan, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cloudapp-bench-").FullName;
        try
        {
            var settings = await BenchSettings.ReadAsync(context, cancellationToken);
            Directory.CreateDirectory(Path.Combine(folder, "spool"));
            var peerVariables = settings.Peer(PeerPort);
            await using var application = await BenchSubject.StartAsync(
                "CloudApp", context, ApplicationPort, [program], settings.Application(ApplicationPort, Path.Combine(folder, "spool")),
                Path.Combine(folder, "application.log"), cancellationToken);
            await using var peer = await BenchSubject.StartAsync(
                "The peer", context, PeerPort, ["node", Path.Combine(PeerFolder, "server.js")], peerVariables, Path.Combine(folder, "peer.log"), cancellationToken);
            var wrk = new Wrk(context, Path.Combine(root, "bench/load.lua"));
            await CompareAsync(new SideBySide(context, wrk, application, peer, folder), application, peer, plan, cancellationToken);
            var proxies = new ProxyLatency(context, wrk, PeerFolder);
            if (plan.Only is not null)
                return;
            await WriteProxyAsync(await proxies.HaproxyAsync(cancellationToken));
            await WriteProxyAsync(await proxies.RouterAsync(peerVariables, cancellationToken));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task CompareAsync(SideBySide both, BenchSubject application, BenchSubject peer, BenchPlan plan, CancellationToken cancellationToken)
    {
        var scenarios = BenchScenario.All.Where(s => plan.Only is null || s.Name.Contains(plan.Only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (scenarios.Count == 0)
            throw new UserException($"No request is called '{plan.Only}'. There are: {string.Join("; ", BenchScenario.All.Select(s => s.Name))}.");
        await both.PrepareAsync(cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(SettleSeconds), TimeProvider.System, cancellationToken);
        var idle = BenchTable.Memory("idle", application.MemoryBytes(), peer.MemoryBytes());
        await output.WriteLineAsync(BenchTable.Head);
        foreach (var scenario in scenarios)
            await output.WriteLineAsync(BenchTable.Row(await both.RunAsync(scenario, plan.Rounds, plan.Seconds, cancellationToken)));
        await output.WriteLineAsync();
        await output.WriteLineAsync(idle);
        await output.WriteLineAsync(BenchTable.Memory("at most under load", both.PeakBytes[application], both.PeakBytes[peer]));
    }

    private Task WriteProxyAsync(IReadOnlyList<PathLatency> latencies) => output.WriteLineAsync(BenchTable.Proxy(latencies[0], latencies[1]));
}
