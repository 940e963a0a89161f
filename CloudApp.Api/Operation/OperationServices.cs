using CloudApp.Api.Data;
using CloudApp.Api.Json;
using CloudApp.Api.Settings;
using CloudApp.ServiceDefaults.Resilience;

namespace CloudApp.Api.Operation;

internal static class OperationServices
{
    /// <summary>What the node says about itself. The probes ask over every way that the settings name.</summary>
    internal static IServiceCollection AddOperation(this IServiceCollection services, ApiSettings settings)
    {
        services.AddJson(OperationJson.Default);
        services.AddSingleton(provider => new StartTime(provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.AddSingleton<IHealthProbe>(new SpoolProbe(settings.SpoolDirectory, HealthLimits.SpoolFreeBytesMin));
        foreach (var endpoint in settings.StoreEndpoints)
        {
            services.AddSingleton<IHealthProbe>(_ => new StoreProbe(endpoint, new HttpClient(new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromMilliseconds(HealthLimits.TotalMs),
                AllowAutoRedirect = false,
                UseProxy = false,
            })));
        }

        services.AddSingleton(provider => new SingleFlightCache<HealthReport>(
            TimeSpan.FromMilliseconds(HealthLimits.SharedForMs), AgeFrom.Answer, provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton(provider => new HealthCheck(
            [.. provider.GetServices<IHealthProbe>()], settings.Site, settings.Node, provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Probes of the database, for an application that has one.</summary>
    internal static IServiceCollection AddDatabaseProbes(this IServiceCollection services, ApiSettings settings)
    {
        for (var i = 0; i < ServerCount(settings.ReadConnectionString); i++) AddProbe(services, ProbeKind.Reads, i);
        for (var i = 0; i < ServerCount(settings.WriteConnectionString); i++) AddProbe(services, ProbeKind.Writes, i);
        return services;
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
}
