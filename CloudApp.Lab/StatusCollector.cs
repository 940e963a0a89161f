using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
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
        var backup = JsonAsync(client, site, ports.Backup, cancellationToken);
        var database = await JsonAsync(client, site, ports.Agent, cancellationToken);
        return new HostStatus(
            host.Name, host.Address.ToString(), isOn ? "on" : "off", link, await api, await store, RoleOf(database), database, await backup, services);
    }

    /// <summary>Both applications say the same; the first that answers is believed.</summary>
    private async Task<StorageView?> StorageAsync(CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        foreach (var site in context.Topology.Sites)
        {
            try
            {
                var address = new Uri($"http://{site.App}:{context.Topology.Ports.Api}/api/storage");
                return await client.GetFromJsonAsync(address, StorageJson.Default.StorageView, cancellationToken);
            }
            catch (Exception error) when (error is JsonException || IsNoAnswer(error, cancellationToken))
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

    private HttpClient CreateClient() =>
        new(Lab.Client.CreateHandler(AskTimeoutMs)) { Timeout = TimeSpan.FromMilliseconds(AskTimeoutMs) };

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

    private static async Task<JsonNode?> JsonAsync(HttpClient client, Site site, int port, CancellationToken cancellationToken)
    {
        try
        {
            var text = await client.GetStringAsync(new Uri($"http://{site.Data}:{port}/status"), cancellationToken);
            return JsonNode.Parse(text);
        }
        catch (Exception error) when (error is JsonException || IsNoAnswer(error, cancellationToken))
        {
            return null;
        }
    }

    private static string RoleOf(JsonNode? status) =>
        status is JsonObject fields && fields["role"] is JsonValue role ? role.ToString().ToLowerInvariant() : Unknown;

    private static bool IsNoAnswer(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or UserException || (error is TaskCanceledException && !cancellationToken.IsCancellationRequested);
}
