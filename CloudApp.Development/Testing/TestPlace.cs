namespace CloudApp.Development.Testing;

/// <summary>Where a test program runs.</summary>
/// <param name="Prefix">Program and arguments in front of it, such as those that enter a namespace.</param>
/// <param name="Variables">Added to its environment.</param>
public sealed record TestPlace(IReadOnlyList<string> Prefix, IReadOnlyDictionary<string, string?> Variables)
{
    public static TestPlace Here { get; } = new([], new Dictionary<string, string?>(StringComparer.Ordinal));
}
