using System.Net;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Http;
using CloudApp.Backup.Restore;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup;

/// <summary>Puts the serve mode together.</summary>
internal static class ServeMode
{
    /// <summary>The name of this service's metrics.</summary>
    internal const string MeterName = "CloudApp.Backup";

    internal static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var settings = BackupSettings.Read(builder.Configuration);
        builder.AddServiceDefaults(new ServiceIdentity("cloudapp-backup", settings.Site, settings.Site, [], [MeterName]));
        builder.Services.AddSingleton(settings);
        builder.Services.AddBinaryLogs(settings);
        builder.Services.AddRestore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(settings.BindAddress), settings.Port));
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapBackupEndpoints(settings);
        app.MapRestoreEndpoints(settings);
        _ = app.Services.GetRequiredService<BinaryLogMetrics>();
        await app.RunAsync();
        return 0;
    }
}
