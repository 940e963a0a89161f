using System.Net;
using CloudApp.Contracts.Clients;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Machines;
using CloudApp.Topology.Model;

namespace CloudApp.Operations.Status;

/// <summary>Looks at every machine and asks every service, all at once; each look is bounded.</summary>
public sealed class StatusCollector(OperatedSystem system)
{
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(10);

    private readonly ServiceQuestions _questions = new(system.Observer);

    private TopologyPlan Plan => system.Plan;

    /// <summary>What is seen now. It throws for nothing that a system can do.</summary>
    public async Task<StatusReport> CollectAsync(CancellationToken cancellationToken)
    {
        var hosts = Task.WhenAll(Plan.Sites.Select(site => LookAtAsync(site, cancellationToken))
            .Concat(Plan.Monitor is { } monitor ? [LookAtAsync(MonitorHost.Name, monitor.Address, cancellationToken)] : Array.Empty<Task<HostStatus>>()));
        var holders = VipHoldersAsync(cancellationToken);
        var vip = _questions.ApplicationAsync("the VIP", Address(Plan.Vip.Address, Plan.Ports.Http), cancellationToken);
        // Both applications say the same; the first of the plan that answers is believed.
        var storage = await Task.WhenAll(Plan.Sites.Select(site => _questions.StorageAsync(site.Name, Address(site.App, Plan.Ports.Api), cancellationToken)));
        return new StatusReport(
            system.Name, Plan.Vip.Address.ToString(), await vip, await holders, await hosts, storage.FirstOrDefault(static status => status is not null));
    }

    private static Uri Address(IPAddress address, int port) => new($"http://{address}:{port}");

    private async Task<HostStatus> LookAtAsync(Site site, CancellationToken cancellationToken)
    {
        var machine = LookAtAsync(site.Name, site.Lb, cancellationToken);
        var api = _questions.ApplicationAsync(site.Name, Address(site.App, Plan.Ports.Api), cancellationToken);
        var store = _questions.StoreAsync(new Uri(Address(site.Data, Plan.Ports.ObjectStore), "/health/ok"), cancellationToken);
        using var agent = new AgentClient(site.Name, Address(site.Data, Plan.Ports.Agent), token: null, _questions.Handler());
        using var backups = new BackupClient(site.Name, Address(site.Data, Plan.Ports.Backup), token: null, _questions.Handler());
        var backup = backups.TryStatusAsync(cancellationToken);
        var database = await agent.TryStatusAsync(cancellationToken);
        return await machine with
        {
            Api = await api,
            ObjectStore = await store,
            DatabaseRole = database?.Role.ToLowerInvariant() ?? HostStatus.Unknown,
            Database = database,
            Backup = await backup,
        };
    }

    private async Task<HostStatus> LookAtAsync(string name, IPAddress address, CancellationToken cancellationToken)
    {
        if (system.MachineNamed(name) is not { } machine)
            return new HostStatus(name, address.ToString());
        var condition = await machine.ConditionAsync(cancellationToken);
        var canAnswer = condition is null || string.Equals(condition.Power, MachineCondition.On, StringComparison.Ordinal);
        return new HostStatus(name, address.ToString())
        {
            Power = condition?.Power,
            Link = condition?.Link,
            Services = canAnswer ? await ServicesAsync(machine, cancellationToken) : [],
        };
    }

    private async Task<IReadOnlyList<ServiceState>> ServicesAsync(IMachine machine, CancellationToken cancellationToken)
    {
        try
        {
            return await new BundleDeployment(machine, system.BundleOf(machine.Name), loadedImages: "").ServicesAsync(cancellationToken);
        }
        catch (UserException)
        {
            return [new ServiceState("engine", "does not answer", string.Empty, 0)];
        }
    }

    /// <summary>The machines whose network card carries the VIP; null where no machine can be looked at.</summary>
    private async Task<IReadOnlyList<string>?> VipHoldersAsync(CancellationToken cancellationToken)
    {
        if (system.Machines.Count == 0)
            return null;
        var holds = await Task.WhenAll(system.Machines.Select(machine => HoldsVipAsync(machine, cancellationToken)));
        return [.. system.Machines.Where((_, index) => holds[index]).Select(static machine => machine.Name)];
    }

    private async Task<bool> HoldsVipAsync(IMachine machine, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await machine.RunAsync(new ProcessRequest("ip", ["-o", "-4", "address", "show"]) { Timeout = CommandTimeout }, cancellationToken);
            return addresses.StandardOutput.Contains($" {Plan.Vip.Address}/", StringComparison.Ordinal);
        }
        catch (UserException)
        {
            // Off, or out of reach: then it is no holder that anybody sees.
            return false;
        }
    }
}
