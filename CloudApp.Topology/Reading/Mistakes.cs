namespace CloudApp.Topology.Reading;

/// <summary>Collects what is wrong, in the order in which it is found.</summary>
internal sealed class Mistakes
{
    private readonly List<Mistake> _all = [];

    public IReadOnlyList<Mistake> All => _all;

    public void Add(string setting, string message) => _all.Add(new Mistake(setting, message));

    /// <summary>Reports the keys of a section that the plan does not know.</summary>
    public void AddUnknown(string path, FileSection? section, params string[] known)
    {
        foreach (var key in section?.Unknown?.Keys ?? Enumerable.Empty<string>())
            AddUnknown(path, key, known);
    }

    public void AddUnknown(string path, string key, IEnumerable<string> known) =>
        Add(path.Length == 0 ? key : $"{path}.{key}", $"unknown key; known here are {string.Join(", ", known)}");
}
