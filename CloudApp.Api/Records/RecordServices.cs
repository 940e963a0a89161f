using CloudApp.Api.Json;

namespace CloudApp.Api.Records;

internal static class RecordServices
{
    /// <summary>The records in MySQL.</summary>
    internal static IServiceCollection AddRecordStore(this IServiceCollection services)
    {
        services.AddSingleton<OwnWrites>();
        services.AddSingleton<MySqlRecordStore>();
        return services.AddSingleton<IRecordStore>(provider =>
            new CachedRecordStore(provider.GetRequiredService<MySqlRecordStore>(), provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>What answers with records, wherever they are.</summary>
    internal static IServiceCollection AddRecords(this IServiceCollection services) =>
        services.AddJson(RecordJson.Default).AddSingleton<LatestReply>();
}
