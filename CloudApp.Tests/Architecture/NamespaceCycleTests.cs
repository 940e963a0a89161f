using Mono.Cecil;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Architecture;

/// <summary>Inside a room, what uses another namespace is not used by it: neither directly nor by way of others.</summary>
[Trait("Layer", "pure")]
public sealed class NamespaceCycleTests(ITestOutputHelper output)
{
    private const string Tests = "CloudApp.Tests";

    /// <summary>Every room that the tests use.</summary>
    public static TheoryData<string> Rooms => [.. Directory.GetFiles(AppContext.BaseDirectory, "CloudApp.*.dll")
        .Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Where(room => !string.Equals(room, Tests, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_rooms_namespaces_do_not_use_each_other_in_a_circle(string room)
    {
        using var assembly = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{room}.dll"));
        var graph = NamespaceGraph.Read(assembly);
        var found = graph.Cycles().SelectMany(cycle => graph.Explain(cycle).Prepend($"{cycle.Count} namespaces in a circle:")).ToList();

        graph.Namespaces.ShouldNotBeEmpty();
        output.WriteLine($"{room}: {(found.Count == 0 ? "no cycles" : string.Join('\n', found))}");
        found.ShouldBeEmpty(room);
    }

    [Theory]
    [InlineData("CloudApp.X.Left", "CloudApp.X.Right", true)]
    [InlineData("CloudApp.X", "CloudApp.X.Child", true)]
    [InlineData("CloudApp.X", "CloudApp.X.Child", false)]
    public void A_circle_is_found_and_explained(string first, string second, bool isCircle)
    {
        using var module = ModuleDefinition.CreateModule("Sample", ModuleKind.Dll);
        var (left, right) = (Add(module, first, "One"), Add(module, second, "Two"));
        left.Fields.Add(new FieldDefinition("right", FieldAttributes.Public, right));
        if (isCircle) right.Fields.Add(new FieldDefinition("left", FieldAttributes.Public, left));
        using var assembly = new MemoryStream();
        module.Write(assembly);
        assembly.Position = 0;

        var graph = NamespaceGraph.Read(assembly);
        if (!isCircle)
        {
            graph.Cycles().ShouldBeEmpty();
            return;
        }

        var circle = graph.Cycles().ShouldHaveSingleItem();
        circle.ShouldBe([first, second]);
        graph.Explain(circle).ShouldBe([$"{first} -> {second}, e.g. One uses Two", $"{second} -> {first}, e.g. Two uses One"]);
    }

    private static TypeDefinition Add(ModuleDefinition module, string space, string name)
    {
        var type = new TypeDefinition(space, name, TypeAttributes.Public, module.TypeSystem.Object);
        module.Types.Add(type);
        return type;
    }
}
