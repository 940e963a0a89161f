using System.Net;

namespace CloudApp.Topology.Reading;

/// <summary>One key of topology.json: how it is read and what its reference says.</summary>
/// <param name="Path">Such as <c>vip.routerId</c>; a word in capitals stands for a name that the file chooses.</param>
/// <param name="Default">What applies when it is left out, as written in the reference; null when it is mandatory.</param>
/// <param name="Meaning">For the reference.</param>
internal abstract record Setting(string Path, string? Default, string Meaning)
{
    /// <summary>What may be written.</summary>
    public abstract string Range { get; }

    /// <summary>The path with the name from the file in place of the capitals: <c>sites.host1.nic</c>.</summary>
    public string PathOf(string name) => Path.Replace(Settings.AnyName, name, StringComparison.Ordinal);
}

/// <summary>A whole number.</summary>
/// <param name="DefaultValue">Null where it is not the same everywhere.</param>
internal sealed record NumberSetting(string Path, int? DefaultValue, int Min, int Max, string Meaning)
    : Setting(Path, DefaultValue is { } value ? FormattableString.Invariant($"{value}") : "", Meaning)
{
    /// <summary>The unit of the value.</summary>
    public int Step { get; init; } = 1;

    public string StepReason { get; init; } = "";

    public override string Range => FormattableString.Invariant($"{Min} to {Max}") + (Step > 1 ? $", in steps of {Step}" : "");

    /// <summary>Returns the value unchanged; one out of range is reported together with the range.</summary>
    public int Read(int? value, Mistakes mistakes) => Read(Path, value ?? DefaultValue!.Value, Step, mistakes);

    /// <summary>The same for a path that contains a name from the file, or for other steps.</summary>
    public int Read(string path, int value, int step, Mistakes mistakes)
    {
        if (value >= Min && value <= Max && value % step != 0)
            mistakes.Add(path, $"{value} is no multiple of {step}; {StepReason}");
        if (value < Min || value > Max)
            mistakes.Add(path, $"{value} is out of range; choose {Min} to {Max}");
        return value;
    }
}

/// <summary>A text of a given form.</summary>
/// <param name="Missing">What to do when it is left out; null where it has a default.</param>
internal sealed record TextSetting(string Path, string? Default, TextRule Rule, string Meaning, string? Missing = null) : Setting(Path, Default, Meaning)
{
    public override string Range => Rule.Hint;

    public string Read(string? value, Mistakes mistakes) => Read(Path, value, mistakes);

    public string Read(string path, string? value, Mistakes mistakes)
    {
        if (Missing is null || !string.IsNullOrEmpty(value))
            return Rule.Check(path, value ?? Default ?? "", mistakes);
        mistakes.Add(path, $"is missing; {Missing}");
        return "";
    }
}

/// <summary>An IPv4 address that a machine of the LAN can have.</summary>
internal sealed record AddressSetting(string Path, string Meaning) : Setting(Path, Default: null, Meaning)
{
    public override string Range => "an IPv4 address inside `lan.cidr`";

    public IPAddress Read(string? value, IPNetwork? network, Mistakes mistakes) => Addresses.Host(Path, value, network, mistakes);

    public IPAddress Read(string name, string? value, IPNetwork? network, Mistakes mistakes) => Addresses.Host(PathOf(name), value, network, mistakes);
}

/// <summary>A key with rules of its own, which its builder knows.</summary>
internal sealed record SpecialSetting(string Path, string? Default, string Allowed, string Meaning) : Setting(Path, Default, Meaning)
{
    public override string Range => Allowed;
}
