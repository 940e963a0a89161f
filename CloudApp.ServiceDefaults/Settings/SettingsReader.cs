using System.Globalization;
using CloudApp.Contracts.Settings;
using Microsoft.Extensions.Configuration;

namespace CloudApp.ServiceDefaults.Settings;

/// <summary>Reads settings as they are declared and collects every mistake, so that all are reported at once.</summary>
public sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> _mistakes = [];

    public string Text(TextSetting setting)
    {
        if (Find(setting.Key) is { } text)
            return text;
        if (setting.Default is null)
            AddMissing(setting.Variable, setting.Meaning);
        return setting.Default ?? "";
    }

    /// <summary>The same with a default that is known only here.</summary>
    public string Text(TextSetting setting, string otherwise) => Find(setting.Key) ?? otherwise;

    /// <summary>The parts of a text with commas in between.</summary>
    public IReadOnlyList<string> List(TextSetting setting) =>
        Text(setting).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public int Number(NumberSetting setting)
    {
        if (Find(setting.Key) is not { } text)
        {
            if (setting.Default is null)
                AddMissing(setting.Variable, setting.Meaning);
            return setting.Default ?? setting.Min;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= setting.Min && number <= setting.Max)
            return number;
        _mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"{setting.Variable} is '{text}': expected a whole number from {setting.Min} to {setting.Max}."));
        return setting.Min;
    }

    public string Choice(ChoiceSetting setting)
    {
        var word = Find(setting.Key) ?? setting.Default;
        if (!setting.Choices.Contains(word, StringComparer.Ordinal))
            _mistakes.Add($"{setting.Variable} is '{word}': expected {string.Join(", ", setting.Choices.SkipLast(1).Select(Quote))} or {Quote(setting.Choices[^1])}.");
        return word;
    }

    public bool Switch(SwitchSetting setting)
    {
        if (Find(setting.Key) is not { } text)
            return setting.Default;
        if (!bool.TryParse(text, out var isOn))
            _mistakes.Add($"{setting.Variable} is '{text}': expected true or false.");
        return isOn;
    }

    public Uri Url(UrlSetting setting)
    {
        if (Find(setting.Key) is { } text)
            return Url(setting.Variable, text, setting.Example);
        AddMissing(setting.Variable, $"{setting.Meaning}, e.g. {setting.Example}");
        return Nowhere;
    }

    /// <summary>The addresses of a section, each with its number or name; those that are none are reported.</summary>
    public IReadOnlyList<(string Place, Uri Url)> Urls(SectionSetting setting) =>
        [.. configuration.GetSection(setting.Key).GetChildren().Select(child => (child.Key, Url(setting.VariableAt(child.Key), child.Value ?? "", setting.Meaning)))];

    /// <summary>A value that stands in the bundle's .env and has no default.</summary>
    public string Secret(string variable)
    {
        if (Find(variable) is { } secret)
            return secret;
        AddMissing(variable);
        return "";
    }

    /// <summary>The bytes of such a value in base64; null when it is not set.</summary>
    public byte[]? Base64(string variable)
    {
        if (Find(variable) is not { } text)
            return null;
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            _mistakes.Add($"{variable} is no base64: publish the bundle again, or restore its .env file.");
            return null;
        }
    }

    public bool IsSet(string key) => Find(key) is not null;

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

    private static Uri Nowhere { get; } = new("http://invalid");

    /// <summary>Null when it is not set, or blank.</summary>
    private string? Find(string key) => configuration[key]?.Trim() is { Length: > 0 } text ? text : null;

    private Uri Url(string variable, string text, string example)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        _mistakes.Add($"{variable} is '{text}': expected an http or https address such as {example}.");
        return Nowhere;
    }

    private void AddMissing(string variable, string meaning) => _mistakes.Add($"{variable} is missing: set it to {meaning}.");

    private void AddMissing(string variable) => _mistakes.Add($"{variable} is missing: set it in the environment of this container.");

    private static string Quote(string word) => $"'{word}'";
}
