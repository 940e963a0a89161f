using System.Text;
using CloudApp.Cli.Commands;
using CloudApp.Development.Testing;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Images;
using CloudApp.Topology.Model;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>One lab for all lab tests: brought up before the first, shut down after the last. Its disks
/// are kept, so that the next run need not load images again.</summary>
public class LabFixture : IAsyncLifetime
{
    protected virtual string LabName => TestLab.Name;

    /// <summary>The plan that the lab is made of.</summary>
    protected virtual string TopologyFile => Path.Combine(ProjectRoot.Find(), "topology.json");

    /// <summary>Set to 1 to leave the lab running for a look into it.</summary>
    public const string KeepVariable = "CLOUDAPP_TEST_KEEP";

    private const int HealthySeconds = 240;
    private const int RequestTimeoutMs = 15_000;

    private LabContext? _context;

    public LabContext Context => _context ?? throw new InvalidOperationException("The lab is not up yet.");

    public LabSystem Lab => Context.Lab;

    public TopologyPlan Plan => Context.Topology;

    public NetworkNamespace Client => Lab.Client;

    public Site Site1 => Plan.Sites[0];

    public Site Site2 => Plan.Sites[1];

    public Uri Vip(string path) => new($"http://{Plan.Vip.Address}:{Plan.Ports.Http}{path}");

    public virtual async ValueTask InitializeAsync()
    {
        _context = await LabContext.OpenAsync(
            TopologyFile, LabName, TimeProvider.System, CancellationToken.None);
        RemoveForgottenDisks();
        await ProgressLines.RunAsync(Console.Error, TimeProvider.System, progress =>
            new SystemUp(_context, new ImageSource(ProjectRoot.Find(), _context.Topology.Images.Reference, TimeProvider.System), TimeProvider.System).RunAsync(port: null, progress, CancellationToken.None));
        // An empty site answers 404 to the readers of the newest record.
        using var http = CreateHttp();
        await Uploads.UploadAsync(http, Vip("/api/upload"), "the first record", Uploads.CreateImage(), CancellationToken.None);
    }

    // Full, of a run that was killed. Their services find an empty volume and copy the other site's.
    private void RemoveForgottenDisks()
    {
        foreach (var disks in Lab.Plan.Hosts.Where(host => !Lab.IsOn(host)).Select(host => Lab.Paths.HostDisks(host.Name)).Where(Directory.Exists))
            Directory.Delete(disks, recursive: true);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_context is null || Environment.GetEnvironmentVariable(KeepVariable) is "1")
            return;
        // Only the images on its disks are of any use to the next run: nothing is worth the wait for an orderly shutdown.
        await Task.WhenAll(Lab.Plan.Hosts.Select(host => Lab.PowerOffAsync(host.Name, CancellationToken.None)));
        await Lab.DownAsync(deleteDisks: false, CancellationToken.None);
    }

    /// <summary>A client on the lab's network; it never follows redirects and uses no proxy.</summary>
    public HttpClient CreateHttp() =>
        new(Client.CreateHandler(RequestTimeoutMs)) { Timeout = TimeSpan.FromMilliseconds(RequestTimeoutMs) };

    /// <summary>Waits until every service everywhere is healthy, without doing anything for it.</summary>
    public Task WaitUntilHealthyAsync(CancellationToken cancellationToken) =>
        new HealthWait(Context.Deployments, TimeProvider.System).RunAsync(HealthySeconds, _ => { }, cancellationToken);

    /// <summary>Makes every host run and every cable whole again; for the end of a test that broke something.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        await RestoreMachinesAsync(cancellationToken);
        await WaitUntilHealthyAsync(cancellationToken);
    }

    /// <summary>The same without waiting for the services: a lost disk may need somebody first.</summary>
    public async Task RestoreMachinesAsync(CancellationToken cancellationToken)
    {
        foreach (var host in Lab.Plan.Hosts)
        {
            // Wakes a frozen one as well.
            await Lab.PowerOnAsync(host.Name, cancellationToken);
            await Lab.MendAsync(host.Name, cancellationToken);
        }
    }

    /// <summary>The last lines of every service's log, for a failed test.</summary>
    public async Task<string> LogsAsync(int linesPerService)
    {
        var text = new StringBuilder();
        foreach (var host in Lab.Plan.Hosts.Where(Lab.IsOn))
        {
            // The engine of a frozen one tells nothing.
            await Lab.WakeAsync(host.Name, CancellationToken.None);
            var deployment = Context.Deployment(host.Name);
            foreach (var service in await deployment.ServicesAsync(CancellationToken.None))
            {
                text.AppendLine($"--- {host.Name}/{service.Service}: {service.Word}");
                text.AppendLine(await deployment.LogsAsync(service.Service, linesPerService, CancellationToken.None));
            }
        }

        return text.ToString();
    }
}

/// <summary>All lab tests share one lab and run one after another: faults of one would be failures of another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedLab : ICollectionFixture<LabFixture>
{
    public const string Name = "lab";
}
