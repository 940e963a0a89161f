using System.Text.Json.Serialization.Metadata;
using CloudApp.Operations;
using CloudApp.Topology.Reading;
using CloudApp.Topology.Services;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

/// <summary>docs/topology.md names every key, and nothing is read that it does not name.</summary>
[Trait("Layer", "pure")]
public sealed class SettingsReferenceTests
{
    private const string UpdateVariable = "CLOUDAPP_UPDATE_DOCS";

    [Fact]
    public void The_reference_of_topology_json_is_current()
    {
        var path = Path.Combine(ProjectRoot.Find(), "docs", "topology.md");
        var expected = SettingsReference.Render(ServiceCatalog.Standard);
        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 })
            File.WriteAllText(path, expected);

        File.ReadAllText(path).ShouldBe(expected, $"docs/topology.md is out of date: run this test with {UpdateVariable}=1");
    }

    [Fact]
    public void Every_key_that_is_read_is_declared_and_every_declared_key_is_read() =>
        Keys(TopologyFileContext.Default.TopologyFile, "").Order(StringComparer.Ordinal)
            .ShouldBe(Settings.All(ServiceCatalog.Standard).Select(setting => setting.Path)
                .Select(path => path.StartsWith("ports.", StringComparison.Ordinal) ? $"ports.{Settings.AnyName}" : path)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_default_of_the_reference_is_what_an_absent_key_means()
    {
        foreach (var setting in Settings.All(ServiceCatalog.Standard))
        {
            var isNeeded = Plans.MistakesIn(Without(setting)).Any(mistake => mistake.StartsWith(setting.PathOf("host1"), StringComparison.Ordinal));
            isNeeded.ShouldBe(setting.Default is null && !setting.Path.StartsWith("backup.target", StringComparison.Ordinal), setting.Path);
        }
    }

    private static string Without(Setting setting) =>
        setting.Path.StartsWith("backup.target", StringComparison.Ordinal) || setting.Path is "backup.recipient"
            ? Plans.DefaultJson
            : Plans.With((setting.PathOf("host1"), null));

    // The paths that the serializer knows; a dictionary's keys are the file's own names.
    private static IEnumerable<string> Keys(JsonTypeInfo type, string prefix)
    {
        foreach (var property in type.Properties.Where(property => !property.IsExtensionData))
        {
            var below = TopologyFileContext.Default.GetTypeInfo(property.PropertyType)!;
            var path = prefix + property.Name;
            if (below.Kind == JsonTypeInfoKind.Dictionary)
                (below, path) = (TopologyFileContext.Default.GetTypeInfo(below.ElementType!)!, $"{path}.{Settings.AnyName}");
            if (below.Kind != JsonTypeInfoKind.Object)
                yield return path;
            else
            {
                foreach (var key in Keys(below, path + "."))
                    yield return key;
            }
        }
    }
}
