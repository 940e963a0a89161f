using CloudApp.Topology.Services;

namespace CloudApp.Topology.Reading;

/// <summary>One thing that is wrong in topology.json.</summary>
/// <param name="Setting">The path of the setting: <c>sites.host2.lb</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record Mistake(string Setting, string Message)
{
    public override string ToString() => Setting.Length == 0 ? Message : $"{Setting}: {Message}";
}

/// <summary>Collects what is wrong, in the order in which it is found.</summary>
internal sealed class Mistakes(ServiceCatalog catalog)
{
    private readonly List<Mistake> _all = [];

    public IReadOnlyList<Mistake> All => _all;

    public void Add(string setting, string message) => _all.Add(new Mistake(setting, message));

    /// <summary>Reports the keys of a section that are not settings.</summary>
    public void AddUnknown(string path, FileSection? section) => AddUnknown(path, path, section);

    /// <summary>The same for a section that is named in the file: <paramref name="declared"/> has capitals in place of the name.</summary>
    public void AddUnknown(string path, string declared, FileSection? section)
    {
        foreach (var key in section?.Unknown?.Keys ?? Enumerable.Empty<string>())
            AddUnknown(path, key, Settings.KeysOf(declared, catalog));
    }

    public void AddUnknown(string path, string key, IEnumerable<string> known) =>
        Add(path.Length == 0 ? key : $"{path}.{key}", $"unknown key; known here are {string.Join(", ", known)}");
}
