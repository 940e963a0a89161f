using CloudApp.AppHost.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace CloudApp.AppHost.Hosts;

/// <summary>What can happen to a host, as commands on it.</summary>
internal static class FaultBuilderExtensions
{
    /// <summary>Adds "Power off site" and "Power on site": every container is killed at once, and started again.</summary>
    public static IResourceBuilder<HostResource> WithPower(this IResourceBuilder<HostResource> host)
    {
        return host
            .WithCommand("power-off", "Power off site", context => PowerOffAsync(host.Resource, context), new CommandOptions
            {
                Description = "Kills everything on this host at once, as a cut cable does.",
                IconName = "PlugDisconnected",
                IsHighlighted = true,
                UpdateState = _ => EnabledIf(host.Resource.IsOn),
            })
            .WithCommand("power-on", "Power on site", context => PowerOnAsync(host.Resource, context), new CommandOptions
            {
                Description = "Starts everything on this host.",
                IconName = "PlugConnected",
                IsHighlighted = true,
                UpdateState = _ => EnabledIf(!host.Resource.IsOn),
            });
    }

    /// <summary>Adds "Cut link" and "Mend link": the host runs on and reaches nobody.</summary>
    public static IResourceBuilder<HostResource> WithLink(this IResourceBuilder<HostResource> host)
    {
        return host
            .WithCommand("cut-link", "Cut link", context => LinkAsync(host.Resource, "down", context.CancellationToken), new CommandOptions
            {
                Description = "Takes the link from every node of this host; its programs run on.",
                IconName = "LinkDismiss",
                UpdateState = _ => EnabledIf(host.Resource.IsOn),
            })
            .WithCommand("mend-link", "Mend link", context => LinkAsync(host.Resource, "up", context.CancellationToken), new CommandOptions
            {
                Description = "Gives it back.",
                IconName = "Link",
                UpdateState = _ => EnabledIf(host.Resource.IsOn),
            });
    }

    private static async Task<ExecuteCommandResult> PowerOffAsync(HostResource host, ExecuteCommandContext context)
    {
        host.IsOn = false;
        var engine = host.Lan.Engine;
        var running = (await engine.RunAsync(
            ["ps", "--quiet", "--filter", $"label={ContainerEngine.OwnerLabel}={engine.Owner}", "--filter", $"label=cloudapp.host={host.Name}"],
            context.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (running.Length > 0)
            await engine.TryAsync(["kill", .. running], context.CancellationToken);
        await ShowAsync(host, context.Services, new ResourceStateSnapshot("Powered off", KnownResourceStateStyles.Error));
        return CommandResults.Success($"{host.Name} has no power.");
    }

    private static async Task<ExecuteCommandResult> PowerOnAsync(HostResource host, ExecuteCommandContext context)
    {
        host.IsOn = true;
        var commands = context.Services.GetRequiredService<ResourceCommandService>();
        await ShowAsync(host, context.Services, new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success));
        // Each waits for what it needs, so all may be started together.
        var results = await Task.WhenAll(host.Parts.Select(part => commands.ExecuteCommandAsync(part, KnownResourceCommands.StartCommand, context.CancellationToken)));
        return Array.Find(results, result => !result.Success) ?? CommandResults.Success($"{host.Name} starts.");
    }

    // A link that was down has lost its way out; the segment itself comes back with the address.
    private static async Task<ExecuteCommandResult> LinkAsync(HostResource host, string state, CancellationToken cancellationToken)
    {
        var engine = host.Lan.Engine;
        foreach (var node in host.Parts.OfType<NodeResource>())
        {
            await engine.RunAsync(["exec", node.Container, "ip", "link", "set", NodeResource.Nic, state], cancellationToken);
            if (string.Equals(state, "up", StringComparison.Ordinal))
                await engine.TryAsync(["exec", node.Container, "ip", "route", "replace", "default", "via", host.Lan.Plan.Lan.Gateway.ToString()], cancellationToken);
        }

        return CommandResults.Success($"The link of {host.Name} is {state}.");
    }

    private static Task ShowAsync(HostResource host, IServiceProvider services, ResourceStateSnapshot state) =>
        services.GetRequiredService<ResourceNotificationService>().PublishUpdateAsync(host, now => now with { State = state });

    private static ResourceCommandState EnabledIf(bool condition) => condition ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
