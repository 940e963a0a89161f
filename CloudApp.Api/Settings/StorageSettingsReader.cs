using System.Globalization;

namespace CloudApp.Api.Settings;

/// <summary>Reads what the comparison of both sites' objects needs. All of it is optional.</summary>
/// <param name="mistakes">Gets one sentence per mistake.</param>
internal sealed class StorageSettingsReader(IConfiguration configuration, List<string> mistakes)
{
    private const string SitesKey = "ObjectStore:Sites";
    private const string GraceKey = "Sweeper:OrphanGraceMinutes";
    private const string PassKey = "Sweeper:PassIntervalSeconds";
    private const string RateKey = "Sweeper:VerifyBytesPerSecond";
    private const int SitesExpected = 2;

    /// <summary>Both sites' stores at their own addresses, or none.</summary>
    internal IReadOnlyList<StoreSite> Sites()
    {
        var sites = new List<StoreSite>();
        foreach (var child in configuration.GetSection(SitesKey).GetChildren())
        {
            if (Uri.TryCreate(child.Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") sites.Add(new StoreSite(child.Key, uri));
            else mistakes.Add($"The setting {Variable(child.Path)} must be the http or https address of that site's object store, e.g. http://192.168.64.14:9000.");
        }

        if (sites.Count is not (0 or SitesExpected))
            mistakes.Add($"The settings {Variable(SitesKey)}__NAME must name both sites or none; {sites.Count} named.");
        return sites;
    }

    internal ReconcilerSettings Reconciler() => new(
        TimeSpan.FromMinutes(Number(GraceKey, (long)ReconcilerSettings.Default.OrphanGrace.TotalMinutes, ReconcilerSettings.OrphanGraceMinutesMin)),
        TimeSpan.FromSeconds(Number(PassKey, (long)ReconcilerSettings.Default.PassInterval.TotalSeconds, 1)),
        Number(RateKey, ReconcilerSettings.Default.VerifyBytesPerSecond, 0));

    private long Number(string key, long valueDefault, long min)
    {
        if (configuration[key] is not { Length: > 0 } text) return valueDefault;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= int.MaxValue) return value;
        mistakes.Add($"The setting {Variable(key)} must be a whole number, at least {min}.");
        return valueDefault;
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
