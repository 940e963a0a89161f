using System.Xml.Linq;
using CloudApp.Tests.Documents;

namespace CloudApp.Tests.Architecture;

/// <summary>A room of the house as docs/develop.md lists it.</summary>
/// <param name="MayUse">The rooms that it may use; null where it may use all.</param>
public sealed record Room(string Name, IReadOnlyList<string>? MayUse)
{
    /// <summary>What its project file references; projects that are only started are left out.</summary>
    internal IEnumerable<string> References() => XDocument.Load(SourceTree.PathOf($"{Name}/{Name}.csproj")).Descendants("ProjectReference")
        .Where(static reference => !string.Equals((string?)reference.Attribute("ReferenceOutputAssembly"), "false", StringComparison.Ordinal))
        .Select(static reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));
}

/// <summary>The table of rooms in docs/develop.md: the one place that says who may use whom.</summary>
internal static class RoomsTable
{
    public const string Document = "docs/develop.md";
    private const string Heading = "| room | what lives there | may use |";
    private const string Prefix = "CloudApp.";
    private const string Nothing = "nothing of ours";
    private const string Everything = "all";

    /// <summary>The rows that are projects, in the table's order.</summary>
    public static IReadOnlyList<Room> Projects { get; } = [.. File.ReadAllLines(SourceTree.PathOf(Document))
        .SkipWhile(static line => !line.StartsWith(Heading, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(static line => line.StartsWith('|'))
        .Select(static line => line.Trim('|').Split('|').Select(static cell => cell.Trim()).ToArray())
        .Where(static cells => cells[0].StartsWith($"`{Prefix}", StringComparison.Ordinal))
        .Select(static cells => new Room(cells[0].Trim('`').TrimEnd('/'), MayUse(cells[2])))];

    private static IReadOnlyList<string>? MayUse(string cell) => cell switch
    {
        Everything => null,
        Nothing => [],
        _ => [.. cell.Split(',', StringSplitOptions.TrimEntries).Select(static name => Prefix + name)],
    };
}
