using CloudApp.Api.Objects;
using CloudApp.Api.Settings;
using CloudApp.Api.Uploads;

namespace CloudApp.Api.Sweeping;

/// <summary>What keeps the objects of both sites equal to the records.</summary>
internal static class SweepingServices
{
    internal static void Add(IServiceCollection services, ApiSettings settings)
    {
        services.AddSingleton<ISweeperRecords, MySqlSweeperRecords>();
        // With one site there is nothing to compare.
        if (settings.StoreSites.Count < 2) return;
        services.AddSingleton(provider => new Sweeper(
            provider.GetRequiredService<ISweeperRecords>(), provider.GetRequiredService<IReadOnlyList<ISiteStore>>(),
            provider.GetRequiredService<Spool>(), settings.Sweeper, settings.Node, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Sweeper>>()));
        services.AddHostedService<SweeperService>();
    }
}
