using CloudApp.ServiceDefaults.Resilience;
using MySqlConnector;

namespace CloudApp.Api.Data;

/// <summary>One router's port, with a pool of its own: a dead router must not fill the pool of a live one.</summary>
internal sealed class DatabaseRoute(string name, MySqlDataSource source, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Host and port, for logs and health details.</summary>
    internal string Name { get; } = name;

    internal MySqlDataSource Source { get; } = source;

    /// <summary>While it is open, the route is asked last.</summary>
    internal CircuitBreaker Breaker { get; } = new(TimeSpan.FromMilliseconds(DatabaseLimits.AvoidAfterFailureMs), time);

    /// <summary>Forgets all pooled connections; those in use are closed when they come back.</summary>
    internal async Task ForgetConnectionsAsync(CancellationToken cancellationToken)
    {
        await using var any = Source.CreateConnection();
        await MySqlConnection.ClearPoolAsync(any, cancellationToken);
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>One route per server of the connection string, in its order: the own site's router comes first.</summary>
    internal static IReadOnlyList<DatabaseRoute> FromConnectionString(string connectionString, TimeProvider time, ILoggerFactory loggers)
    {
        var parsed = new MySqlConnectionStringBuilder(connectionString);
        return [.. parsed.Server
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(server => ToServer(parsed, server, time, loggers))];
    }

    private static DatabaseRoute ToServer(MySqlConnectionStringBuilder all, string server, TimeProvider time, ILoggerFactory loggers)
    {
        var (host, port) = SplitPort(server, all.Port);
        var one = new MySqlConnectionStringBuilder(all.ConnectionString)
        {
            Server = host,
            Port = port,
            LoadBalance = MySqlLoadBalance.RoundRobin,
            ConnectionTimeout = DatabaseLimits.ConnectTimeoutSeconds,
            DefaultCommandTimeout = DatabaseLimits.CommandTimeoutSeconds,
            // A time-out closes the socket at once: a polite KILL QUERY would need a second connection to a dead host.
            CancellationTimeout = -1,
            MaximumPoolSize = DatabaseLimits.PoolSizeMax,
            ConnectionIdleTimeout = DatabaseLimits.PoolIdleSeconds,
            // No statement here leaves state in its session, so a reset would be a round trip for nothing.
            ConnectionReset = false,
            DateTimeKind = MySqlDateTimeKind.Utc,
            Pooling = true,
            ApplicationName = "cloudapp-api",
        };
        var source = new MySqlDataSourceBuilder(one.ConnectionString).UseLoggerFactory(loggers).Build();
        return new DatabaseRoute($"{host}:{port}", source, time);
    }

    private static (string Host, uint Port) SplitPort(string server, uint portDefault)
    {
        var colon = server.LastIndexOf(':');
        return colon > 0 && uint.TryParse(server.AsSpan(colon + 1), out var port) ? (server[..colon], port) : (server, portDefault);
    }
}
