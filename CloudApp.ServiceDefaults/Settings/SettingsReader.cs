using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CloudApp.ServiceDefaults.Settings;

/// <summary>Reads settings and collects every mistake, so that all are reported at once.</summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _mistakes = [];

    public string Text(string key, string? otherwise = null)
    {
        var value = configuration[key];
        if (!string.IsNullOrWhiteSpace(value))
            return value.Trim();
        if (otherwise is null)
            _mistakes.Add($"{EnvironmentName(key)} is missing: set it in the environment of this container.");
        return otherwise ?? "";
    }

    public int Number(string key, int least, int most, int? otherwise = null)
    {
        var text = Text(key, otherwise?.ToString(CultureInfo.InvariantCulture));
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        if (text.Length > 0)
            _mistakes.Add($"{EnvironmentName(key)} is '{text}': expected a whole number from {least} to {most}.");
        return least;
    }

    /// <summary>The bytes of a setting in base64; null when it is not set.</summary>
    public byte[]? Base64(string key)
    {
        var text = Text(key, "");
        if (text.Length == 0)
            return null;
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            _mistakes.Add($"{EnvironmentName(key)} is no base64: publish the bundle again, or restore its .env file.");
            return null;
        }
    }

    public Uri Url(string key)
    {
        var text = Text(key);
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        if (text.Length > 0)
            _mistakes.Add($"{EnvironmentName(key)} is '{text}': expected a URL such as http://192.168.64.14:8008.");
        return new Uri("http://invalid");
    }

    public void Require(bool condition, string mistake)
    {
        if (!condition)
            _mistakes.Add(mistake);
    }

    /// <summary>Goes on only when nothing was wrong.</summary>
    /// <exception cref="SettingsException">Something was wrong; the message has one line per mistake.</exception>
    public void ThrowOnMistakes()
    {
        if (_mistakes.Count > 0)
            throw new SettingsException(string.Join('\n', _mistakes));
    }

    private static string EnvironmentName(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
