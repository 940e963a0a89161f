using System.Collections.Immutable;
using CloudApp.AppHost.Engine;
using CloudApp.Operations;
using CloudApp.Operations.Publishing;
using CloudApp.Topology.Model;
using CloudApp.Topology.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudApp.AppHost.Hosts;

/// <summary>The segment, the images and the secrets.</summary>
internal static partial class LanBuilderExtensions
{
    /// <summary>Adds the segment on which everything lives.</summary>
    public static async Task<IResourceBuilder<LanResource>> AddLanAsync(this IDistributedApplicationBuilder builder, [ResourceName] string name, TopologyPlan plan)
    {
        var engine = new ContainerEngine(FormattableString.Invariant($"{Environment.ProcessId}"), TimeProvider.System);
        var lan = new LanResource(name, plan, engine, RunFolder.Of(plan));
        if (builder.ExecutionContext.IsRunMode)
            await new Publisher(TimeProvider.System).PublishAsync(plan, lan.Folder, withSecrets: true, CancellationToken.None);
        AddSecrets(builder, lan);
        builder.Services.AddSingleton(lan);
        builder.Services.AddSingleton(engine);
        if (builder.ExecutionContext.IsRunMode)
            builder.Services.AddSingleton<IHostedService>(new ContainerCleanup(engine, lan.Network));

        return builder.AddResource(lan)
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "Network",
                Properties = ImmutableArray.Create(
                    new ResourcePropertySnapshot("Segment", plan.Lan.Network.ToString()), new ResourcePropertySnapshot("VIP", plan.Vip.Address.ToString())),
                State = KnownResourceStates.Starting,
            })
            .WithIconName("Router")
            .ExcludeFromManifest()
            .OnInitializeResource(StartAsync);
    }

    // Both sites' bundles need most of them; only the certificates differ from host to host.
    private static void AddSecrets(IDistributedApplicationBuilder builder, LanResource lan)
    {
        foreach (var bundle in lan.Bundles)
        {
            foreach (var secret in bundle.Secrets)
            {
                var name = secret.ToLowerInvariant().Replace('_', '-');
                if (SecretNames.OfOneHost.Contains(secret, StringComparer.Ordinal))
                    name = $"{bundle.Name}-{name}";
                var parameter = builder.Resources.OfType<ParameterResource>().FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.Ordinal)) is { } existing
                    ? builder.CreateResourceBuilder(existing)
                    : builder.AddParameter(name, () => RunFolder.ReadSecret(lan.Folder, bundle.Name, secret), secret: true);
                lan.Secrets[$"{bundle.Name}/{secret}"] = parameter;
            }
        }
    }

    private static async Task StartAsync(LanResource lan, InitializeResourceEvent start, CancellationToken cancellationToken)
    {
        try
        {
            await start.Notifications.PublishUpdateAsync(lan, now => now with { State = KnownResourceStates.Starting });
            var engine = lan.Engine;
            await new ContainerCleanup(engine, lan.Network).PrepareAsync(cancellationToken);
            var images = new SystemImages(engine, lan.Plan.Images.Reference);
            await images.EnsureAsync([.. lan.Bundles.SelectMany(bundle => bundle.Images)], Path.Combine(lan.Folder, "loaded"), new Lines(start.Logger), cancellationToken);
            await engine.TryAsync(["network", "rm", lan.Network], cancellationToken);
            await engine.RunAsync(
                [
                    "network", "create", "--label", $"{ContainerEngine.OwnerLabel}={engine.Owner}", "--subnet", lan.Plan.Lan.Network.ToString(),
                    "--gateway", lan.Plan.Lan.Gateway.ToString(), "--aux-address", $"vip={lan.Plan.Vip.Address}", lan.Network,
                ],
                cancellationToken);
            await start.Eventing.PublishAsync(new BeforeResourceStartedEvent(lan, start.Services), cancellationToken);
            await start.Notifications.PublishUpdateAsync(lan, now => now with { State = KnownResourceStates.Running });
        }
        catch (UserException problem)
        {
            LogCannotStart(start.Logger, problem.Message);
            await start.Notifications.PublishUpdateAsync(lan, now => now with { State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error) });
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private static partial void LogCannotStart(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Words}")]
    private static partial void LogProgress(ILogger logger, string words);

    private sealed class Lines(ILogger logger) : IProgress<string>
    {
        public void Report(string value) => LogProgress(logger, value);
    }
}
