// The whole system from top to bottom: one segment, two sites and a third machine on it, one address in front.
// Addresses, ports, images, settings and configuration files come from CloudApp.Topology: what runs here is what
// the published bundles run. `dotnet run` starts it, `aspire publish` writes the bundles.
using CloudApp.AppHost.Hosts;
using CloudApp.AppHost.Publishing;
using CloudApp.AppHost.Services;
using CloudApp.AppHost.Vip;
using CloudApp.Operations;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;

var builder = DistributedApplication.CreateBuilder(AppHostCommand.Prepare(args));
var plan = await TopologyLoader.LoadAsync(Path.Combine(ProjectRoot.Find(), "topology.json"), CancellationToken.None);

// Published, each machine is a Compose bundle, the same as `cloudapp publish` writes.
builder.AddBundles(plan);

// The segment that hosts and clients share; with it come the images and the secrets of this machine.
var lan = await builder.AddLanAsync("lan", plan);

// What a client sees: the VIP. localhost leads to it, on any engine.
var vip = lan.AddVip("vip", plan.Vip);

if (plan.Monitor is { } monitor)
    AddMonitor(monitor);
var sites = plan.Sites.Select(AddSite).ToList();
vip.WaitFor(sites[0]).WaitFor(sites[1]);

// The application once more, as a process of this machine, for the debugger: press Start on it.
builder.AddApiForDebugging("api-debug", vip, sites[0]);

return await builder.Build().RunToEndAsync();

// The third machine: the third vote on who may write, and the metrics of all.
void AddMonitor(MonitorHost machine)
{
    var host = lan.AddHost(MonitorHost.Name);
    var node = host.AddNode("node", machine.Address);
    if (plan.UsesEtcd)
        node.AddEtcd();
    node.AddPrometheus(vip);
    node.AddRemaining();
}

// A site is one physical host with three nodes: load balancer, application, data.
IResourceBuilder<HostResource> AddSite(Site site)
{
    var host = lan.AddHost(site.Name);

    var data = host.AddNode("data", site.Data);
    if (plan.UsesEtcd)
        data.AddEtcd();
    var database = data.AddMySql(vip);
    var store = data.AddObjectStore(vip);
    data.AddRemaining();

    var lb = host.AddNode("lb", site.Lb);
    var router = lb.AddMySqlRouter(vip);
    var haproxy = lb.AddHaproxy(vip);
    lb.AddKeepalived().WaitFor(haproxy);
    lb.AddRemaining();

    var app = host.AddNode("app", site.App);
    app.AddApi().WaitFor(router).WaitFor(store).WaitFor(database);
    app.AddRemaining();

    return host.WithPower().WithLink().WithSwitchover(vip).WithBackup(vip);
}
