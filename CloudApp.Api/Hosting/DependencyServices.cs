using CloudApp.Api.Data;
using CloudApp.Api.Health;
using CloudApp.Api.Objects;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudApp.Api.Hosting;

/// <summary>What the application talks to: the database and the object store. Tests may have put others in place before.</summary>
internal static class DependencyServices
{
    internal static void Add(IServiceCollection services, ApiSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        if (services.All(s => s.ServiceType != typeof(IRecordStore))) AddDatabase(services, settings);
        if (services.All(s => s.ServiceType != typeof(IObjectStore))) AddStore(services, settings);
        services.AddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var check = new HealthCheck([.. provider.GetServices<IHealthProbe>()], settings.Site, settings.Node, time);
            return new SharedHealth(check.RunAsync, time);
        });
    }

    private static void AddDatabase(IServiceCollection services, ApiSettings settings)
    {
        services.AddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var loggers = provider.GetRequiredService<ILoggerFactory>();
            return new Database(
                DatabaseRoute.FromConnectionString(settings.WriteConnectionString, time, loggers),
                DatabaseRoute.FromConnectionString(settings.ReadConnectionString, time, loggers));
        });
        services.AddSingleton<OwnWrites>();
        services.AddSingleton<MySqlRecordStore>();
        services.AddSingleton<IRecordStore>(provider =>
            new CachedRecordStore(provider.GetRequiredService<MySqlRecordStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Migrator>();
        services.AddHostedService<MigrationService>();
        var routes = settings.ReadConnectionString;
        for (var i = 0; i < ServerCount(routes); i++) AddProbe(services, ProbeKind.Reads, i);
        for (var i = 0; i < ServerCount(settings.WriteConnectionString); i++) AddProbe(services, ProbeKind.Writes, i);
    }

    private static void AddProbe(IServiceCollection services, ProbeKind kind, int index) =>
        services.AddSingleton<IHealthProbe>(provider =>
        {
            var database = provider.GetRequiredService<Database>();
            return new DatabaseProbe((kind == ProbeKind.Reads ? database.Read : database.Write)[index], kind, provider.GetRequiredService<TimeProvider>());
        });

    private static int ServerCount(string connectionString) =>
        new MySqlConnector.MySqlConnectionStringBuilder(connectionString).Server
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Length;

    private static void AddStore(IServiceCollection services, ApiSettings settings)
    {
        services.AddSingleton<IObjectStore>(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            StoreEndpoint[] endpoints = [.. settings.StoreEndpoints.Select(e => new StoreEndpoint(e, settings.AccessKey, settings.SecretKey, time))];
            return new S3ObjectStore(endpoints, settings.Bucket, time, provider.GetRequiredService<ILogger<S3ObjectStore>>());
        });
        foreach (var endpoint in settings.StoreEndpoints)
        {
            services.AddSingleton<IHealthProbe>(_ => new StoreProbe(endpoint, new HttpClient(new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromMilliseconds(HealthLimits.TotalMs),
                AllowAutoRedirect = false,
                UseProxy = false,
            })));
        }
    }
}
