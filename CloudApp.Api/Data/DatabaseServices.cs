using CloudApp.Api.Settings;

namespace CloudApp.Api.Data;

/// <summary>The way to MySQL, and its schema.</summary>
internal static class DatabaseServices
{
    internal static IServiceCollection AddDatabase(this IServiceCollection services, ApiSettings settings)
    {
        services.AddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var loggers = provider.GetRequiredService<ILoggerFactory>();
            return new Database(
                DatabaseRoute.FromConnectionString(settings.WriteConnectionString, time, loggers),
                DatabaseRoute.FromConnectionString(settings.ReadConnectionString, time, loggers));
        });
        services.AddSingleton<Migrator>();
        return services.AddHostedService<MigrationService>();
    }
}
