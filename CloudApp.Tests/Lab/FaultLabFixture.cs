using System.Net;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>A small lab of its own without the bundles: two hosts, each with a container that keeps its data in a volume,
/// made of nothing but this machine's shell.</summary>
public sealed class FaultLabFixture : IAsyncLifetime
{
    public const string Service = "thing";

    // Writes a line twenty times a second, so that it can be seen to run.
    private const string ContainerScript = "n=0; while :; do n=$((n+1)); echo $n > /tmp/count; sleep 0.05; done";

    private const string ImageScript = """
        tar -C / -ch bin/sh bin/sleep bin/cat $(ldd /bin/sh /bin/sleep /bin/cat | grep -o '/lib[^ ]*' | sort -u | sed 's|^/||') | docker import - probe:1
        """;

    public static LabPlan Plan { get; } = new(
        "faults", 24, IPAddress.Parse("192.168.64.1"), "eth0",
        [
            new LabMachine("host1", IPAddress.Parse("192.168.64.12"), HasEngine: true),
            new LabMachine("host2", IPAddress.Parse("192.168.64.15"), HasEngine: true),
            new LabMachine(LabPlan.ClientName, IPAddress.Parse("192.168.64.200"), HasEngine: false),
        ]);

    public LabSystem Lab { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var installer = new EngineInstaller(CloudAppDirectories.FromEnvironment(), new ProcessRunner(TimeProvider.System));
        Lab = new LabSystem(Plan, await installer.EnsureAsync(new Progress<string>(), CancellationToken.None), TimeProvider.System);
        await Lab.UpAsync(CancellationToken.None);
        foreach (var host in Plan.Hosts)
        {
            await RunAsync(host.Name, "sh", "-c", ImageScript);
            await RunAsync(host.Name,
                "docker", "run", "--detach", "--network", "none", "--restart", "always", "--stop-signal", "KILL", "--label", $"com.docker.compose.service={Service}",
                "--volume", "thing-data:/data", "--tmpfs", "/tmp", "--name", Service, "probe:1", "/bin/sh", "-c", ContainerScript);
        }
    }

    public async ValueTask DisposeAsync() => await Lab.DownAsync(deleteDisks: true, CancellationToken.None);

    /// <summary>Runs a command in a host.</summary>
    public async Task<string> RunAsync(string host, params string[] command)
    {
        var result = await Lab.ExecAsync(host, command, CancellationToken.None);
        return result.ExitCode == 0 ? result.StandardOutput.Trim() : throw new UserException($"{string.Join(' ', command)} on {host}: {result.StandardError}");
    }

    /// <summary>Runs a shell command in a host's container.</summary>
    public Task<string> InContainerAsync(string host, string script) => RunAsync(host, "docker", "exec", Service, "/bin/sh", "-c", script);
}

/// <summary>All tests of the lab's faults share it, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class FaultLab : ICollectionFixture<FaultLabFixture>
{
    public const string Name = "lab of faults";
}
