using CloudApp.Contracts.Settings;

namespace CloudApp.Topology.Compose;

/// <summary>The environment of one service, in the order in which it is set up.</summary>
internal sealed class ContainerEnvironment : Dictionary<string, string>
{
    public ContainerEnvironment() : base(StringComparer.Ordinal) { }

    /// <summary>Text that Compose must leave alone: it would take a <c>$</c> for a variable.</summary>
    public static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>A value from the bundle's <c>.env</c>; Compose refuses to start without it.</summary>
    public static string Secret(string name) => $"${{{name}:?is not in .env, run cloudapp publish}}";

    public ContainerEnvironment Set(string name, object value)
    {
        Add(name, Literal(FormattableString.Invariant($"{value}")));
        return this;
    }

    /// <summary>A setting of one of our own services.</summary>
    public ContainerEnvironment Set(Setting setting, object value) => Set(setting.Variable, value);

    /// <summary>Text that is already written for Compose, made of <see cref="Literal"/> and <see cref="Secret"/>.</summary>
    public ContainerEnvironment SetComposed(string name, string text)
    {
        Add(name, text);
        return this;
    }

    public ContainerEnvironment AddSecrets(params IEnumerable<string> names)
    {
        foreach (var name in names)
            Add(name, Secret(name));
        return this;
    }
}
