using System.Diagnostics.Metrics;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Telemetry;

namespace CloudApp.Backup.BinaryLogs;

internal static class BinaryLogServices
{
    internal static void AddBinaryLogs(this IServiceCollection services, BackupSettings settings)
    {
        services.AddSingleton<HostAgents>();
        services.AddSingleton<PrimaryWatch>();
        services.AddSingleton(new LogArchive(settings.Paths.BinaryLogDirectory));
        services.AddSingleton<LogStreamer>();
        services.AddHostedService(static provider => provider.GetRequiredService<LogStreamer>());
        services.AddSingleton<BinaryLogMetrics>();
    }
}

/// <summary>How far the copy of the binary logs is behind, as figures.</summary>
internal sealed class BinaryLogMetrics
{
    public BinaryLogMetrics(BackupSettings settings, LogStreamer stream, IMeterFactory meters)
    {
        var meter = meters.Create(BackupMetrics.MeterName);
        var site = new KeyValuePair<string, object?>("site", settings.Site);
        meter.CreateObservableGauge(
            "cloudapp.backup.binlog_behind", () => new Measurement<double>(stream.Status.SecondsBehind, site), "s", "Since every binary log of the primary was here; -1 while never.");
        meter.CreateObservableGauge(
            "cloudapp.backup.binlog_behind_bytes", () => new Measurement<double>(stream.Status.BytesBehind, site), "By", "Of the primary's binary logs that is not here; -1 while unknown.");
    }
}
