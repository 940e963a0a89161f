using System.Net;
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
        services.AddHttpClient<PeerClient>();
        services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownLimit);
        services.AddHostedService<ServerSupervisor>();
        services.AddHostedService<StaticController>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.BindAddress), settings.AgentPort));
        var app = builder.Build();
        app.Services.GetRequiredService<DataDirectory>().Lock();
        _ = app.Services.GetRequiredService<AgentMetrics>();
        app.MapDefaultEndpoints();
        app.MapDatabaseEndpoints(settings.Secrets.AgentToken);
        await app.RunAsync();
        return 0;
    }
}
