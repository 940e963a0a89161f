using System.Net;
using CloudApp.Agent.Arbitration;
using CloudApp.Agent.Control;
using CloudApp.Agent.Http;
using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using CloudApp.Agent.Telemetry;
using CloudApp.Agent.Timing;
using CloudApp.Contracts.Clients;
using CloudApp.Failover;
using CloudApp.Failover.Arbitration;

namespace CloudApp.Agent;

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
        // Before the controller, so that what an unfinished copy holds is free when the first one is made.
        services.AddSingleton<SavedCopies>();
        services.AddHostedService(static provider => provider.GetRequiredService<SavedCopies>());
        services.AddSingleton<ExtraTransactions>();
        services.AddSingleton<DatabaseServer>();
        services.AddSingleton<IDatabaseServer>(static provider => provider.GetRequiredService<DatabaseServer>());
        services.AddSingleton<StatusBoard>();
        services.AddSingleton<AgentMetrics>();
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownLimit);
        AddFailover(services, settings);
        if (settings.UsesEtcd)
            AddEtcd(services);
        else
            AddPair(services, settings);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.BindAddress), settings.AgentPort));
        var app = builder.Build();
        app.Services.GetRequiredService<DataDirectory>().Lock();
        _ = app.Services.GetRequiredService<AgentMetrics>();
        app.MapDefaultEndpoints();
        app.MapDatabaseEndpoints();
        app.MapFailoverEndpoints(settings);
        await app.RunAsync();
        return 0;
    }

    private static void AddFailover(IServiceCollection services, AgentSettings settings)
    {
        services.AddSingleton(new AgentTimings { LeaseTtlMs = settings.LeaseTtlMs });
        services.AddSingleton<AgentClock>();
        services.AddSingleton<CommandRunner>();
        services.AddSingleton<DatabaseWatcher>();
        services.AddSingleton<Watchdog>();
        services.AddSingleton(_ => new AgentClient(settings.PeerSite, settings.PeerAgent, settings.Secrets.AgentToken, PeerHandler()));
        services.AddSingleton<PeerLink>();
        services.AddSingleton<FailoverController>();
        services.AddHostedService(static provider => provider.GetRequiredService<FailoverController>());
    }

    private static void AddEtcd(IServiceCollection services)
    {
        services.AddSingleton<EtcdConnection>();
        services.AddSingleton<EtcdArbiter>();
        services.AddSingleton<IArbiter>(static provider => provider.GetRequiredService<EtcdArbiter>());
        services.AddHostedService(static provider => ActivatorUtilities.CreateInstance<EtcdLeaderPlacement>(
            provider, () => provider.GetRequiredService<StatusBoard>().Current.IsPrimary));
        services.AddHostedService(static provider => ActivatorUtilities.CreateInstance<EtcdUpkeep>(
            provider, () => provider.GetRequiredService<StatusBoard>().Current.IsPrimary));
    }

    private static void AddPair(IServiceCollection services, AgentSettings settings)
    {
        if (settings.UsesVip)
        {
            services.AddSingleton<VipProbe>();
            services.AddHostedService(static provider => provider.GetRequiredService<VipProbe>());
            services.AddSingleton<IPairPolicy>(static provider => new VipPolicy(provider.GetRequiredService<AgentTimings>(), provider.GetRequiredService<VipProbe>().Look));
        }
        else
        {
            services.AddSingleton<IPairPolicy, ManualPolicy>();
        }
        services.AddSingleton(static provider => PairStart.Create(
            provider.GetRequiredService<AgentSettings>(), provider.GetRequiredService<IPairPolicy>(), provider.GetRequiredService<AgentTimings>(), provider.GetRequiredService<AgentClock>()));
        services.AddSingleton(_ => new ServiceConnection($"The arbiter of {settings.PeerSite}", settings.PeerAgent, settings.Secrets.AgentToken, PeerHandler()));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<PairArbiter>(
            provider, new RecordFile(provider.GetRequiredService<AgentSettings>().Paths.RecordFile)));
        services.AddSingleton<IArbiter>(static provider => provider.GetRequiredService<PairArbiter>());
        services.AddHostedService(static provider => provider.GetRequiredService<PairArbiter>());
    }

    private static SocketsHttpHandler PeerHandler() => new() { ConnectTimeout = PeerConnectLimit };
}
