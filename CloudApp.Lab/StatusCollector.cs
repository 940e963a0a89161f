using System.Globalization;
using System.Net;
using CloudApp.Contracts.Applications;
using CloudApp.Contracts.Clients;
using CloudApp.Operations;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Status;
using CloudApp.Topology.Model;

namespace CloudApp.Lab;

/// <summary>Looks at every host and asks every service from the client's place; each look is bounded.</summary>
public sealed class StatusCollector(LabContext context)
{
    private const int AskTimeoutMs = 2000;
    private const string Unknown = "unknown";

    private LabSystem Lab => context.Lab;

    public async Task<StatusReport> CollectAsync(CancellationToken cancellationToken)
    {
        var hosts = await Task.WhenAll(Lab.Plan.Hosts.Select(host => LookAtAsync(host, cancellationToken)));
        var holders = new List<string>();
        foreach (var host in Lab.Plan.Hosts.Where(Lab.IsOn))
        {
            var addresses = await Lab.ExecAsync(host.Name, ["ip", "-o", "-4", "address", "show", "dev", Lab.Plan.Nic], cancellationToken);
            if (addresses.StandardOutput.Contains($" {context.Topology.Vip.Address}/", StringComparison.Ordinal))
                holders.Add(host.Name);
        }

        return new StatusReport(Lab.Plan.Name, context.Topology.Vip.Address.ToString(), holders, hosts, await StorageAsync(cancellationToken));
    }

    private async Task<HostStatus> LookAtAsync(LabMachine host, CancellationToken cancellationToken)
    {
        var isOn = Lab.IsOn(host);
        var link = await Lab.LinkStateAsync(host, cancellationToken);
        var services = isOn ? await ServicesAsync(host, cancellationToken) : [];
        var site = context.Topology.Sites.FirstOrDefault(site => string.Equals(site.Name, host.Name, StringComparison.Ordinal));
        if (site is null)
            return new HostStatus(host.Name, host.Address.ToString(), isOn ? "on" : "off", link, null, null, null, null, null, services);

        using var client = CreateClient();
        var ports = context.Topology.Ports;
        var api = AskAsync(client, site.App, ports.Api, "/health", cancellationToken);
        var store = AskAsync(client, site.Data, ports.ObjectStore, "/health/ok", cancellationToken);
        using var agent = new AgentClient(site.Name, new Uri($"http://{site.Data}:{ports.Agent}"), token: null, CreateHandler());
        using var backups = new BackupClient(site.Name, new Uri($"http://{site.Data}:{ports.Backup}"), token: null, CreateHandler());
        var backup = backups.TryStatusAsync(cancellationToken);
        var database = await agent.TryStatusAsync(cancellationToken);
        return new HostStatus(
            host.Name, host.Address.ToString(), isOn ? "on" : "off", link, await api, await store, database?.Role.ToLowerInvariant() ?? Unknown, database, await backup, services);
    }

    /// <summary>Both applications say the same; the first that answers is believed.</summary>
    private async Task<StorageStatus?> StorageAsync(CancellationToken cancellationToken)
    {
        foreach (var site in context.Topology.Sites)
        {
            using var application = new ApiClient(site.Name, new Uri($"http://{site.App}:{context.Topology.Ports.Api}"), CreateHandler());
            try
            {
                return await application.StorageAsync(cancellationToken);
            }
            catch (ServiceException)
            {
                // The other one, then.
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<ServiceState>> ServicesAsync(LabMachine host, CancellationToken cancellationToken)
    {
        try
        {
            return await new BundleDeployment(Lab, host.Name).ServicesAsync(cancellationToken);
        }
        catch (UserException)
        {
            return [new ServiceState("engine", "does not answer", string.Empty, 0)];
        }
    }

    private HttpClient CreateClient() => new(CreateHandler()) { Timeout = TimeSpan.FromMilliseconds(AskTimeoutMs) };

    private SocketsHttpHandler CreateHandler() => Lab.Client.CreateHandler(AskTimeoutMs);

    private static async Task<string> AskAsync(
        HttpClient client, IPAddress address, int port, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{address}:{port}{path}"), cancellationToken);
            return answer.IsSuccessStatusCode
                ? HostStatus.Healthy
                : string.Create(CultureInfo.InvariantCulture, $"status {(int)answer.StatusCode}");
        }
        catch (Exception error) when (IsNoAnswer(error, cancellationToken))
        {
            return "no answer";
        }
    }

    private static bool IsNoAnswer(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or UserException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested);
}
