using System.Net;
using CloudApp.Api.Data;
using MySqlConnector;

namespace CloudApp.Api.Settings;

/// <summary>Reads the settings and finds every mistake at once, not the first only.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private const string SiteKey = "CloudApp:Site";
    private const string NodeKey = "CloudApp:Node";
    private const string SpoolKey = "CloudApp:SpoolDirectory";
    private const string ProxiesKey = "CloudApp:TrustedProxies";
    private const string AheadKey = "CloudApp:ThumbnailsAhead";

    // The names and places of Aspire.MySqlConnector's AddMySqlDataSource("clouddb"), and none of its code: that package is not in
    // every package source, and it makes one pool for all servers of a connection string, where a failover needs one each.
    private const string WriteKey = "ConnectionStrings:clouddb";
    private const string ReadKey = "ConnectionStrings:clouddbreadonly";
    private const string ClientSection = "Aspire:MySqlConnector";
    private const string EndpointsKey = "ObjectStore:Endpoints";
    private readonly List<string> _mistakes = [];

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="SettingsException">Names every setting that is missing or wrong.</exception>
    internal ApiSettings Read()
    {
        var settings = new ApiSettings(
            Label(SiteKey),
            Label(NodeKey),
            Path.GetFullPath(Required(SpoolKey, "a directory on a disk, e.g. /var/spool/cloudapp") is { Length: > 0 } path ? path : "."),
            ConnectionString(WriteKey),
            ConnectionString(ReadKey),
            Endpoints(),
            Required("ObjectStore:Bucket", "the name of the bucket, e.g. uploads"),
            Required("ObjectStore:AccessKey", "the application's access key"),
            Required("ObjectStore:SecretKey", "the application's secret key"),
            Proxies(),
            new StorageSettingsReader(configuration, _mistakes).Sites(),
            new StorageSettingsReader(configuration, _mistakes).Reconciler(),
            Switch(AheadKey, defaultValue: true));
        return _mistakes.Count == 0 ? settings : throw new SettingsException(string.Join('\n', _mistakes));
    }

    private string Required(string key, string meaning)
    {
        if (configuration[key] is { } value && value.Trim() is { Length: > 0 } trimmed) return trimmed;
        _mistakes.Add($"The setting {Variable(key)} is missing: set it to {meaning}.");
        return "";
    }

    private string Label(string key)
    {
        var value = Required(key, "a short name, e.g. host1 or app1");
        if (value.Length > 63 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            _mistakes.Add($"The setting {Variable(key)} must be at most 63 letters, digits, '-', '_' or '.'.");
        return value;
    }

    private string ConnectionString(string key)
    {
        var name = ConfigurationPath.GetSectionKey(key);
        var value = configuration[$"{ClientSection}:{name}:ConnectionString"] is { Length: > 0 } client && string.IsNullOrWhiteSpace(configuration[key])
            ? client
            : Required(key, "a MySQL connection string, e.g. Server=lb1,lb2;Port=3306;Database=cloud_app;User ID=cloudapp;Password=…");
        if (value.Length == 0) return value;
        try
        {
            var parsed = new MySqlConnectionStringBuilder(value);
            if (string.IsNullOrWhiteSpace(parsed.Server)) _mistakes.Add($"The setting {Variable(key)} names no Server.");
            if (string.IsNullOrWhiteSpace(parsed.Database)) _mistakes.Add($"The setting {Variable(key)} names no Database.");
        }
        catch (ArgumentException error)
        {
            _mistakes.Add($"The setting {Variable(key)} is no MySQL connection string: {error.Message}");
        }

        return value;
    }

    private bool Switch(string key, bool defaultValue)
    {
        if (configuration[key] is not { } value) return defaultValue;
        if (bool.TryParse(value, out var isOn)) return isOn;
        _mistakes.Add($"The setting {Variable(key)} must be true or false.");
        return defaultValue;
    }

    private List<Uri> Endpoints()
    {
        var endpoints = new List<Uri>();
        foreach (var child in configuration.GetSection(EndpointsKey).GetChildren())
        {
            if (Uri.TryCreate(child.Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") endpoints.Add(uri);
            else _mistakes.Add($"The setting {Variable(child.Path)} must be an http or https address, e.g. http://192.168.64.12:9000.");
        }

        if (endpoints.Count == 0 && _mistakes.TrueForAll(m => !m.Contains(Variable(EndpointsKey), StringComparison.Ordinal)))
            _mistakes.Add($"The setting {Variable(EndpointsKey)}__0 is missing: set it to the S3 address of the own site, e.g. http://192.168.64.12:9000.");
        return endpoints;
    }

    private List<IPAddress> Proxies()
    {
        var proxies = new List<IPAddress>();
        foreach (var text in (configuration[ProxiesKey] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(text, out var address)) proxies.Add(address);
            else _mistakes.Add($"The setting {Variable(ProxiesKey)} must be IP addresses separated by commas.");
        }

        return proxies;
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
