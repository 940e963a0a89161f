using System.Diagnostics.Metrics;
using CloudApp.Backup.Running;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.Telemetry;

/// <summary>The status as figures; <c>infra/prometheus/rules/backup.yml</c> judges them.</summary>
internal sealed class BackupMetrics
{
    public const string MeterName = "CloudApp.Backup";

    public BackupMetrics(BackupBoard board, BackupSettings settings, IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        void Gauge(string name, string unit, string description, Func<BackupStatus, double> value) =>
            meter.CreateObservableGauge(name, () => new Measurement<double>(value(board.Current), new KeyValuePair<string, object?>("site", settings.Site)), unit, description);

        Gauge("cloudapp.backup.last_verified_time", "s", "When the newest backup that was restored and found equal was made (Unix time); before the first one, when this service began.",
            static s => s.LastVerifiedAt.ToUnixTimeSeconds());
        Gauge("cloudapp.backup.failing", "", "1 from a failed run until one succeeds.", static s => s.IsFailing ? 1 : 0);
        Gauge("cloudapp.backup.kept", "", "Backups on the disk.", static s => s.Count);
        Gauge("cloudapp.backup.disk_free", "By", "Free bytes on the disk of the backups.", static s => s.DiskFreeBytes);
        Gauge("cloudapp.backup.disk_needed", "By", "Bytes that the next backup is expected to need, with a reserve.", static s => s.DiskNeededBytes);
    }
}
