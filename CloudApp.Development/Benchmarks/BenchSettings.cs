using System.Data.Common;
using System.Text.Json;
using CloudApp.Contracts.Settings;
using CloudApp.Lab;

namespace CloudApp.Development.Benchmarks;

/// <summary>What both subjects are started with, taken from the bundle of the first site so that it is what a site runs with.</summary>
internal sealed class BenchSettings
{
    /// <summary>Connections for reading, and as many for writing: what the application opens by itself.</summary>
    private const string PoolSize = "40";

    private const string NodeName = "bench";

    private readonly Dictionary<string, string> _api;

    private BenchSettings(Dictionary<string, string> api) => _api = api;

    public static async Task<BenchSettings> ReadAsync(LabContext context, CancellationToken cancellationToken)
    {
        var host = context.Topology.Sites[0].Name;
        var bundle = context.Lab.Paths.Bundle(host);
        var text = await context.Lab.Docker(host).RunAsync(
            ["compose", "--project-directory", bundle, "--file", Path.Combine(bundle, "compose.yaml"), "config", "--format", "json"], cancellationToken);
        using var json = JsonDocument.Parse(text);
        var environment = json.RootElement.GetProperty("services").GetProperty("api").GetProperty("environment");
        return new BenchSettings(environment.EnumerateObject().ToDictionary(
            // Compose doubles the dollar sign.
            static p => p.Name, static p => (p.Value.GetString() ?? "").Replace("$$", "$", StringComparison.Ordinal), StringComparer.Ordinal));
    }

    /// <summary>The application: a third node of the first site.</summary>
    public Dictionary<string, string?> Application(int port, string spoolDirectory)
    {
        var variables = _api.ToDictionary(static p => p.Key, static p => (string?)p.Value, StringComparer.Ordinal);
        variables[ApplicationSettingKeys.Node.Variable] = NodeName;
        variables[ApplicationSettingKeys.SpoolDirectory.Variable] = spoolDirectory;
        variables["ASPNETCORE_HTTP_PORTS"] = $"{port}";
        variables["DOTNET_gcServer"] = "0";
        // The peer makes none: what is compared is the same work. They are then made at their first request.
        variables[ApplicationSettingKeys.ThumbnailsAhead.Variable] = "false";
        return variables;
    }

    /// <summary>The peer: the same router, store, accounts and size of pools.</summary>
    public Dictionary<string, string?> Peer(int port)
    {
        var (write, read) = (Connection(ApplicationSettingKeys.WriteConnection.Variable), Connection(ApplicationSettingKeys.ReadConnection.Variable));
        var store = new Uri(_api[ObjectStoreSettingKeys.Endpoints.VariableAt(0)]);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["NODE_ENV"] = "production",
            ["PORT"] = $"{port}",
            ["SITE"] = _api[ApplicationSettingKeys.Site.Variable],
            ["NODE_NAME"] = NodeName,
            ["DB_HOST"] = ((string)write["Server"]).Split(',')[0],
            ["DB_WRITE_PORT"] = (string)write["Port"],
            ["DB_READ_PORT"] = (string)read["Port"],
            ["DB_NAME"] = (string)write["Database"],
            ["DB_USER"] = (string)write["User ID"],
            ["DB_PASSWORD"] = (string)write["Password"],
            ["POOL_SIZE"] = PoolSize,
            ["STORE_HOST"] = store.Host,
            ["STORE_PORT"] = $"{store.Port}",
            ["STORE_BUCKET"] = _api[ObjectStoreSettingKeys.Bucket.Variable],
            ["STORE_ACCESS_KEY"] = _api[ObjectStoreSettingKeys.AccessKey.Variable],
            ["STORE_SECRET_KEY"] = _api[ObjectStoreSettingKeys.SecretKey.Variable],
        };
    }

    private DbConnectionStringBuilder Connection(string name) => new() { ConnectionString = _api[name] };
}
