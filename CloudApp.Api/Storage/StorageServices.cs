using CloudApp.Api.Json;
using CloudApp.Api.Settings;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Storage.Reconciliation;

namespace CloudApp.Api.Storage;

internal static class StorageServices
{
    /// <summary>The object stores of both sites, and the disk space for what is on its way to them.</summary>
    internal static IServiceCollection AddStorage(this IServiceCollection services, ApiSettings settings)
    {
        services.AddJson(ReconcilerJson.Default);
        services.AddSingleton(new Spool(settings.SpoolDirectory));
        services.AddSingleton<ObjectDelivery>();
        services.AddSingleton(provider => CreateStore(provider, settings));
        services.AddSingleton<IReadOnlyList<ISiteStore>>(provider => [.. settings.StoreSites.Select(site => new S3SiteStore(
            site.Name, site.Address, settings.Bucket, settings.AccessKey, settings.SecretKey, provider.GetRequiredService<TimeProvider>()))]);
        services.AddSingleton<IReadOnlyList<WatchedSite>>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            return [.. provider.GetRequiredService<IReadOnlyList<ISiteStore>>().Select(store => new WatchedSite(store, time))];
        });
        return services.AddHostedService<SiteWatch>();
    }

    /// <summary>What keeps the objects of both sites equal to the records.</summary>
    internal static IServiceCollection AddReconciliation(this IServiceCollection services, ApiSettings settings)
    {
        services.AddSingleton<IReconcilerRecords, MySqlReconcilerRecords>();
        // With one site there is nothing to compare.
        if (settings.StoreSites.Count < 2) return services;
        services.AddSingleton(provider => new StoreReconciler(
            provider.GetRequiredService<IReconcilerRecords>(), provider.GetRequiredService<IReadOnlyList<ISiteStore>>(),
            provider.GetRequiredService<Spool>(), settings.Reconciler, settings.Node, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<StoreReconciler>>()));
        return services.AddHostedService<ReconcilerService>();
    }

    private static IObjectStore CreateStore(IServiceProvider provider, ApiSettings settings)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        StoreEndpoint[] endpoints = [.. settings.StoreEndpoints.Select(e => new StoreEndpoint(e, settings.AccessKey, settings.SecretKey, time))];
        var proxied = new S3ObjectStore(endpoints, settings.Bucket, time, provider.GetRequiredService<ILogger<S3ObjectStore>>());
        var sites = provider.GetRequiredService<IReadOnlyList<WatchedSite>>();
        return sites.Count == 0 ? proxied
            : new TwoSiteObjectStore(proxied, sites, time, provider.GetRequiredService<ILogger<TwoSiteObjectStore>>());
    }
}
