using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Documents;

/// <summary>Directory.Packages.props lists what is used, and nothing else.</summary>
[Trait("Layer", "pure")]
public sealed class PackageListTests
{
    [Fact]
    public void Every_package_of_the_list_is_referenced() =>
        Listed().Except(Referenced(), StringComparer.OrdinalIgnoreCase).ShouldBeEmpty("take it out of Directory.Packages.props");

    [Fact]
    public void Every_package_of_the_list_says_what_it_is_for() =>
        Items().Where(static item => !IsExplained(item)).Select(Name).ShouldBeEmpty("give it a comment in Directory.Packages.props");

    private static IEnumerable<XElement> Items() =>
        XDocument.Load(SourceTree.PathOf("Directory.Packages.props")).Descendants("PackageVersion");

    private static IEnumerable<string> Listed() => Items().Select(Name);

    private static string Name(XElement item) => (string)item.Attribute("Include")!;

    /// <summary>By a comment right before it, or before its neighbours of the same group, such as a package and its native part.</summary>
    private static bool IsExplained(XElement item) => item.NodesBeforeSelf().OfType<XComment>().Any();

    private static IEnumerable<string> Referenced() => SourceTree.Files
        .Where(static file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets")
        .SelectMany(static file => XDocument.Load(SourceTree.PathOf(file)).Descendants("PackageReference"))
        .Select(static reference => (string?)reference.Attribute("Include"))
        .OfType<string>();
}
