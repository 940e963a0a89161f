using System.Net;
using MySqlConnector;

namespace CloudApp.Api.Settings;

/// <summary>Reads the application's settings as they are declared, and what only this program asks of them.</summary>
internal static class ApiSettingsReader
{
    private const int LabelLengthMax = 63;
    private const int SitesExpected = 2;

    /// <summary>Where Aspire's client for MySQL keeps a connection string.</summary>
    private const string ClientSection = "Aspire:MySqlConnector";

    /// <summary>Reads all of them.</summary>
    /// <exception cref="SettingsException">Names every setting that is missing or wrong.</exception>
    internal static ApiSettings Read(IConfiguration configuration)
    {
        var read = new SettingsReader(configuration);
        var settings = new ApiSettings(
            Label(read, ApplicationSettingKeys.Site),
            Label(read, ApplicationSettingKeys.Node),
            Path.GetFullPath(read.Text(ApplicationSettingKeys.SpoolDirectory) is { Length: > 0 } path ? path : "."),
            ConnectionString(read, configuration, ApplicationSettingKeys.WriteConnection),
            ConnectionString(read, configuration, ApplicationSettingKeys.ReadConnection),
            Endpoints(read),
            read.Text(ObjectStoreSettingKeys.Bucket),
            read.Text(ObjectStoreSettingKeys.AccessKey),
            read.Text(ObjectStoreSettingKeys.SecretKey),
            Proxies(read),
            Sites(read),
            new ReconcilerSettings(
                TimeSpan.FromMinutes(read.Number(ApplicationSettingKeys.OrphanGraceMinutes)),
                TimeSpan.FromSeconds(read.Number(ApplicationSettingKeys.PassIntervalSeconds)),
                read.Number(ApplicationSettingKeys.VerifyBytesPerSecond)),
            read.Switch(ApplicationSettingKeys.ThumbnailsAhead));
        read.ThrowOnMistakes();
        return settings;
    }

    private static string Label(SettingsReader read, TextSetting setting)
    {
        var value = read.Text(setting);
        read.Require(
            value.Length <= LabelLengthMax && value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'),
            $"{setting.Variable} is '{value}': expected at most {LabelLengthMax} letters, digits, '-', '_' or '.'.");
        return value;
    }

    private static string ConnectionString(SettingsReader read, IConfiguration configuration, TextSetting setting)
    {
        var client = configuration[$"{ClientSection}:{ConfigurationPath.GetSectionKey(setting.Key)}:ConnectionString"];
        var value = string.IsNullOrEmpty(client) ? read.Text(setting) : read.Text(setting, client);
        if (value.Length == 0) return value;
        try
        {
            var parsed = new MySqlConnectionStringBuilder(value);
            read.Require(!string.IsNullOrWhiteSpace(parsed.Server), $"{setting.Variable} names no Server.");
            read.Require(!string.IsNullOrWhiteSpace(parsed.Database), $"{setting.Variable} names no Database.");
        }
        catch (ArgumentException error)
        {
            read.Require(condition: false, $"{setting.Variable} is no MySQL connection string: {error.Message}");
        }

        return value;
    }

    private static List<Uri> Endpoints(SettingsReader read)
    {
        var endpoints = read.Urls(ObjectStoreSettingKeys.Endpoints).Select(static endpoint => endpoint.Url).ToList();
        read.Require(endpoints.Count > 0, $"{ObjectStoreSettingKeys.Endpoints.VariableAt(0)} is missing: set it to {ObjectStoreSettingKeys.Endpoints.Meaning}.");
        return endpoints;
    }

    private static List<StoreSite> Sites(SettingsReader read)
    {
        var sites = read.Urls(ObjectStoreSettingKeys.Sites).Select(static site => new StoreSite(site.Place, site.Url)).ToList();
        read.Require(sites.Count is 0 or SitesExpected, $"{ObjectStoreSettingKeys.Sites.VariableAt("NAME")} must name both sites or none; {sites.Count} named.");
        return sites;
    }

    private static List<IPAddress> Proxies(SettingsReader read)
    {
        var proxies = new List<IPAddress>();
        foreach (var text in read.List(ApplicationSettingKeys.TrustedProxies))
        {
            if (IPAddress.TryParse(text, out var address)) proxies.Add(address);
            else read.Require(condition: false, $"{ApplicationSettingKeys.TrustedProxies.Variable} has '{text}': expected {ApplicationSettingKeys.TrustedProxies.Meaning}.");
        }

        return proxies;
    }
}
