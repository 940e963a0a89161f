using CloudApp.AppHost.Hosts;
using CloudApp.AppHost.Vip;
using CloudApp.Contracts.Clients;
using CloudApp.Operations;
using CloudApp.Operations.Agents;
using CloudApp.Operations.SwitchingOver;
using CloudApp.Topology.Model;

namespace CloudApp.AppHost.Services;

/// <summary>What an operator orders, as commands on a host: the same code as the <c>cloudapp</c> command's.</summary>
internal static class ControlBuilderExtensions
{
    /// <summary>Adds "Switch over": the primary moves to the other site.</summary>
    public static IResourceBuilder<HostResource> WithSwitchover(this IResourceBuilder<HostResource> host, IResourceBuilder<VipResource> vip)
    {
        return host.WithCommand("switchover", "Switch over", context => SayAsync(async () =>
        {
            using var pair = await PairAsync(host.Resource.Lan, vip, context.CancellationToken);
            return await Switchover.RunAsync(pair, TimeProvider.System, context.CancellationToken);
        }), new CommandOptions { Description = "Moves the database's primary to the other site; requests wait for a moment, none fails.", IconName = "ArrowSwap" });
    }

    private static async Task<AgentPair> PairAsync(LanResource lan, IResourceBuilder<VipResource> vip, CancellationToken cancellationToken)
    {
        var token = await lan.Secrets[$"{lan.Plan.Sites[0].Name}/{SecretNames.AgentToken}"].Resource.GetValueAsync(cancellationToken) ?? "";
        return new AgentPair(
            [
                .. lan.Plan.Sites.Select(site => new AgentClient(
                    site.Name, new Uri(vip.GetEndpoint($"{site.Name}-agent").Url), token, new SocketsHttpHandler { UseProxy = false })),
            ],
            TimeProvider.System);
    }

    private static async Task<ExecuteCommandResult> SayAsync(Func<Task<string>> action)
    {
        try
        {
            return CommandResults.Success(await action());
        }
        catch (Exception problem) when (problem is UserException or ServiceException)
        {
            return CommandResults.Failure(problem.Message);
        }
    }
}
