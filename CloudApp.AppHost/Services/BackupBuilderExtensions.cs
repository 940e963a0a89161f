using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CloudApp.AppHost.Hosts;
using CloudApp.AppHost.Vip;
using CloudApp.Topology.Model;

namespace CloudApp.AppHost.Services;

/// <summary>Backups of a host, by the service that its bundle has for them.</summary>
internal static class BackupBuilderExtensions
{
    private const string ServiceName = "backup";
    private const int PollMs = 500;

    /// <summary>Adds "Back up now", where the bundle has the service: a backup, and its restore into a scratch server.</summary>
    public static IResourceBuilder<HostResource> WithBackup(this IResourceBuilder<HostResource> host, IResourceBuilder<VipResource> vip)
    {
        if (!host.Resource.Bundle.Services.TryGetValue(ServiceName, out var service))
            return host;
        var place = System.Net.IPEndPoint.Parse(service.Ports[0][..service.Ports[0].LastIndexOf(':')]);
        var endpoint = vip.Forward($"{host.Resource.Name}-{ServiceName}", place.Address, place.Port);
        return host.WithCommand("backup-now", "Back up now", context => MakeAsync(host.Resource, endpoint, context.CancellationToken), new CommandOptions
        {
            Description = "Makes a backup of this host, restores it into a scratch server and compares.",
            IconName = "SaveArrowRight",
        });
    }

    private static async Task<ExecuteCommandResult> MakeAsync(HostResource host, EndpointReference endpoint, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(endpoint.Url) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", await host.Lan.Secrets[$"{host.Name}/{SecretNames.AgentToken}"].Resource.GetValueAsync(cancellationToken));
        try
        {
            using var begun = await http.PostAsync(new Uri("/backups", UriKind.Relative), content: null, cancellationToken);
            var answer = await begun.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
            return begun.IsSuccessStatusCode
                ? await WaitAsync(http, answer?["name"]?.ToString() ?? "", cancellationToken)
                : CommandResults.Failure(answer?["detail"]?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"status {(int)begun.StatusCode}"));
        }
        catch (HttpRequestException problem)
        {
            return CommandResults.Failure($"The backup service of {host.Name} does not answer: {problem.Message}");
        }
    }

    private static async Task<ExecuteCommandResult> WaitAsync(HttpClient http, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var run = (await http.GetFromJsonAsync<JsonNode>(new Uri("/status", UriKind.Relative), cancellationToken))?["run"];
            if (!string.Equals(run?["name"]?.ToString(), name, StringComparison.Ordinal))
                return CommandResults.Failure($"The service does not know {name} any more.");
            if (run?["endedAt"] is not null)
                return run["problem"]?.ToString() is { Length: > 0 } problem ? CommandResults.Failure(problem) : CommandResults.Success($"{name} is made and was restored once.");
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), TimeProvider.System, cancellationToken);
        }
    }
}
