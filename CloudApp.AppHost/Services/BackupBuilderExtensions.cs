using CloudApp.AppHost.Hosts;
using CloudApp.AppHost.Vip;
using CloudApp.Contracts.Clients;
using CloudApp.Operations;
using CloudApp.Operations.Backups;
using CloudApp.Topology.Model;

namespace CloudApp.AppHost.Services;

/// <summary>Backups of a host, by the service that its bundle has for them.</summary>
internal static class BackupBuilderExtensions
{
    private const string ServiceName = "backup";

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
        var token = await host.Lan.Secrets[$"{host.Name}/{SecretNames.AgentToken}"].Resource.GetValueAsync(cancellationToken);
        using var service = new BackupClient(host.Name, new Uri(endpoint.Url), token, new SocketsHttpHandler { UseProxy = false });
        try
        {
            var run = await service.MakeAsync(cancellationToken);
            await service.WaitAsync(run, static _ => { }, TimeProvider.System, cancellationToken);
            return CommandResults.Success($"{run.Name} is made and was restored once.");
        }
        catch (Exception problem) when (problem is UserException or ServiceException)
        {
            return CommandResults.Failure(problem.Message);
        }
    }
}
