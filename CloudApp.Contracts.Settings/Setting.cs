namespace CloudApp.Contracts.Settings;

/// <summary>One setting of a service, declared once for whoever writes it into a bundle and for whoever reads it.</summary>
/// <param name="Key">As configuration names it: <c>Agent:Site</c>.</param>
/// <param name="Meaning">What it is to be set to, such as "the name of this site, e.g. host1".</param>
public abstract record Setting(string Key, string Meaning)
{
    /// <summary>As an environment names it: <c>Agent__Site</c>.</summary>
    public string Variable => VariableOf(Key);

    public static string VariableOf(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}

/// <summary>Any text that is not blank.</summary>
/// <param name="Default">Null when it must be set.</param>
public sealed record TextSetting(string Key, string Meaning, string? Default = null) : Setting(Key, Meaning);

/// <summary>A whole number from Min to Max, both included.</summary>
/// <param name="Default">Null when it must be set.</param>
public sealed record NumberSetting(string Key, string Meaning, int Min, int Max, int? Default = null) : Setting(Key, Meaning)
{
    /// <summary>A TCP port.</summary>
    public static NumberSetting Port(string key, string meaning, int? standard = null) => new(key, meaning, PortRange.Min, PortRange.Max, standard);
}

/// <summary>One of a few words.</summary>
public sealed record ChoiceSetting(string Key, string Meaning, IReadOnlyList<string> Choices, string Default) : Setting(Key, Meaning);

/// <summary>true or false.</summary>
public sealed record SwitchSetting(string Key, string Meaning, bool Default) : Setting(Key, Meaning);

/// <summary>An http or https address that must be set.</summary>
/// <param name="Example">A good one.</param>
public sealed record UrlSetting(string Key, string Meaning, string Example) : Setting(Key, Meaning);

/// <summary>Several values, each under the key with its number or name behind it.</summary>
public sealed record SectionSetting(string Key, string Meaning) : Setting(Key, Meaning)
{
    /// <summary>One of the values: <c>ObjectStore__Endpoints__0</c>.</summary>
    public string VariableAt(object place) => FormattableString.Invariant($"{Variable}__{place}");
}
