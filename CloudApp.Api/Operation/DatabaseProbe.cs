using CloudApp.Api.Data;
using MySqlConnector;

namespace CloudApp.Api.Operation;

/// <summary>Asks the server behind one router who it is, and whether it has our schema.</summary>
internal sealed class DatabaseProbe(DatabaseRoute route, ProbeKind kind, TimeProvider time) : IHealthProbe
{
    private const string Question =
        "SELECT @@hostname, @@GLOBAL.super_read_only OR @@GLOBAL.read_only, (SELECT MAX(version) FROM schema_migrations)";

    public ProbeKind Kind => kind;

    public string Name => route.Name;

    public Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken) => RouteWork.RunAsync(route, AskOnceAsync, time, cancellationToken);

    private async Task<ProbeAnswer> AskOnceAsync(MySqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(Question, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var isReadOnly = Convert.ToInt64(reader.GetValue(1)) != 0;
        var version = reader.IsDBNull(2) ? 0 : Convert.ToInt32(reader.GetValue(2));
        var isEnough = version >= Migration.All.Count && (kind == ProbeKind.Reads || !isReadOnly);
        return new ProbeAnswer(isEnough, reader.GetString(0), isReadOnly ? "replica" : "primary");
    }
}
