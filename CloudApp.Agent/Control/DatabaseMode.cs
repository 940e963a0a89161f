using System.Net;
using CloudApp.Agent.Arbitration;
using CloudApp.Agent.Decision;
using CloudApp.Agent.Failover;
using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Agent.Telemetry;
using CloudApp.ServiceDefaults;

namespace CloudApp.Agent.Control;

/// <summary>Puts the database mode together.</summary>
internal static class DatabaseMode
{
    /// <summary>Longer than mysqld's own limit for a clean shutdown.</summary>
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan PeerConnectLimit = TimeSpan.FromMilliseconds(300);

    internal static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var settings = AgentSettings.Read(builder.Configuration);
        builder.AddServiceDefaults(new ServiceIdentity("cloudapp-agent", settings.Site, settings.Site, [], [AgentMetrics.MeterName]));
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<ServerChild>();
        services.AddSingleton<ExtraTransactions>();
        services.AddSingleton<DatabaseServer>();
        services.AddSingleton<IDatabaseServer>(static provider => provider.GetRequiredService<DatabaseServer>());
        services.AddSingleton<StatusBoard>();
        services.AddSingleton<AgentMetrics>();
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownLimit);
        if (settings.HasFixedPrimary)
            AddFixedPrimary(services);
        else
            AddFailover(services, settings);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.BindAddress), settings.AgentPort));
        var app = builder.Build();
        app.Services.GetRequiredService<DataDirectory>().Lock();
        _ = app.Services.GetRequiredService<AgentMetrics>();
        app.MapDefaultEndpoints();
        app.MapDatabaseEndpoints();
        if (!settings.HasFixedPrimary)
            app.MapFailoverEndpoints(settings);
        await app.RunAsync();
        return 0;
    }

    private static void AddFixedPrimary(IServiceCollection services)
    {
        services.AddHttpClient<PeerClient>();
        services.AddHostedService<ServerSupervisor>();
        services.AddHostedService<StaticController>();
    }

    private static void AddFailover(IServiceCollection services, AgentSettings settings)
    {
        services.AddSingleton(new AgentTimings { LeaseTtlMs = settings.LeaseTtlMs });
        services.AddSingleton<AgentClock>();
        services.AddSingleton<EtcdConnection>();
        services.AddSingleton<IArbiter, EtcdArbiter>();
        services.AddSingleton<CommandRunner>();
        services.AddSingleton<DatabaseWatcher>();
        services.AddSingleton<Watchdog>();
        services.AddHttpClient(nameof(PeerLink)).ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { ConnectTimeout = PeerConnectLimit });
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<PeerLink>(
            provider, provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(PeerLink))));
        services.AddSingleton<FailoverController>();
        services.AddHostedService(static provider => provider.GetRequiredService<FailoverController>());
        services.AddHostedService(static provider => ActivatorUtilities.CreateInstance<EtcdLeaderKeeper>(
            provider, () => provider.GetRequiredService<StatusBoard>().Current.IsPrimary));
    }
}
