using System.Diagnostics.Metrics;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Telemetry;

namespace CloudApp.Backup.OffSite;

internal static class OffSiteServices
{
    internal static void AddOffSite(this IServiceCollection services, BackupSettings settings)
    {
        services.AddSingleton<OffSiteMetrics>();
        if (settings.OffSite is not { } offSite)
            return;
        services.AddSingleton(offSite);
        services.AddSingleton(_ => OpenTarget(offSite));
        services.AddSingleton(provider => new Sealer(provider.GetRequiredService<ITarget>(), offSite.WorkDirectory, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ObjectBucket(offSite.Store));
        services.AddSingleton<OffSiteShipment>();
        services.AddSingleton<OffSiteSync>();
        services.AddHostedService(static provider => provider.GetRequiredService<OffSiteSync>());
    }

    private static ITarget OpenTarget(OffSiteSettings settings) => (settings.Bucket, settings.Directory) switch
    {
        ({ } bucket, _) => new BucketTarget(bucket),
        (_, { } directory) => new DirectoryTarget(directory.Path, directory.HostPath),
        _ => throw new InvalidOperationException("A place outside is a directory or a bucket."),
    };
}

/// <summary>How far the copies outside are behind, as a figure; -1 where there is no target, or nothing is there yet.</summary>
internal sealed class OffSiteMetrics
{
    public OffSiteMetrics(BackupSettings settings, IServiceProvider services, IMeterFactory meters)
    {
        if (services.GetService<OffSiteSync>() is not { } sync)
            return;
        var site = new KeyValuePair<string, object?>("site", settings.Site);
        meters.Create(BackupMetrics.MeterName).CreateObservableGauge(
            "cloudapp.backup.offsite_behind", () => new Measurement<double>(sync.Status.SecondsBehind, site), "s", "Since everything of this host's share was outside; -1 while never.");
    }
}
