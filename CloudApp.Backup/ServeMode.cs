using System.Net;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Dumping;
using CloudApp.Backup.Http;
using CloudApp.Backup.OffSite;
using CloudApp.Backup.Restore;
using CloudApp.Backup.Running;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using CloudApp.Backup.Telemetry;
using CloudApp.Backup.Tools;
using CloudApp.Backup.Verifying;

namespace CloudApp.Backup;

/// <summary>Puts the serve mode together.</summary>
internal static class ServeMode
{
    private static readonly TimeSpan PeerConnectLimit = TimeSpan.FromSeconds(2);

    internal static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var settings = BackupSettings.Read(builder.Configuration);
        builder.AddServiceDefaults(new ServiceIdentity("cloudapp-backup", settings.Site, settings.Site, [], [BackupMetrics.MeterName]));
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<ServerAccess>();
        services.AddSingleton<BackupFolder>();
        services.AddSingleton<DatabaseDump>();
        services.AddSingleton<BackupVerifier>();
        services.AddSingleton<BackupMaker>();
        services.AddSingleton<BackupBoard>();
        services.AddSingleton<BackupMetrics>();
        services.AddSingleton<BackupRunner>();
        services.AddHostedService(static provider => provider.GetRequiredService<BackupRunner>());
        services.AddSingleton(_ => new BackupClient(settings.PeerSite, settings.PeerService, settings.Secrets.AgentToken, new SocketsHttpHandler { ConnectTimeout = PeerConnectLimit }));
        services.AddBinaryLogs(settings);
        services.AddRestore(settings);
        services.AddOffSite(settings);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.BindAddress), settings.Port));
        var app = builder.Build();
        _ = app.Services.GetRequiredService<BackupMetrics>();
        app.MapDefaultEndpoints();
        app.MapBackupEndpoints(settings);
        app.MapRestoreEndpoints(settings);
        _ = app.Services.GetRequiredService<BinaryLogMetrics>();
        _ = app.Services.GetRequiredService<OffSiteMetrics>();
        await app.RunAsync();
        return 0;
    }
}
