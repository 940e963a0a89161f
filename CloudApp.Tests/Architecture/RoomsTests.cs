using System.Reflection;
using System.Xml.Linq;
using CloudApp.Tests.Documents;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Architecture;

/// <summary>Each room uses only what the table in docs/develop.md lets it use, and the table lists every room.</summary>
[Trait("Layer", "pure")]
public sealed class RoomsTests
{
    /// <summary>Those whose programs lie beside the tests. The others, such as the AppHost, which may be left out, are judged by their project files.</summary>
    public static TheoryData<string> LoadableRooms => [.. RoomsTable.Projects
        .Where(static room => room.MayUse is not null && File.Exists(Path.Combine(AppContext.BaseDirectory, $"{room.Name}.dll")))
        .Select(static room => room.Name)];

    public static TheoryData<string> BoundRooms => [.. RoomsTable.Projects.Where(static room => room.MayUse is not null).Select(static room => room.Name)];

    [Fact]
    public void The_table_lists_every_project() => RoomsTable.Projects.Select(static room => room.Name).Order(StringComparer.Ordinal).ShouldBe(
        SourceTree.Files
            .Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal) && file.Split('/').Length == 2)
            .Select(static file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal),
        RoomsTable.Document);

    [Theory]
    [MemberData(nameof(BoundRooms))]
    public void A_project_references_only_the_rooms_it_may(string name)
    {
        var room = Find(name);

        room.References().Except(room.MayUse!, StringComparer.Ordinal).ShouldBeEmpty(name);
    }

    [Theory]
    [MemberData(nameof(LoadableRooms))]
    public void A_room_uses_only_the_rooms_it_may(string name)
    {
        var used = Assembly.Load(name).GetReferencedAssemblies().Select(static reference => reference.Name!)
            .Where(static reference => reference.StartsWith("CloudApp.", StringComparison.Ordinal));

        used.Except(Find(name).MayUse!, StringComparer.Ordinal).ShouldBeEmpty(name);
    }

    [Theory]
    [MemberData(nameof(BoundRooms))]
    public void Nothing_is_allowed_that_no_reference_asks_for(string name)
    {
        var room = Find(name);

        room.MayUse!.Except(Closure(room), StringComparer.Ordinal).ShouldBeEmpty($"{name} in {RoomsTable.Document}");
    }

    [Theory]
    [MemberData(nameof(LoadableRooms))]
    public void Only_the_app_host_uses_aspire(string name) =>
        Assembly.Load(name).GetReferencedAssemblies().ShouldAllBe(static reference => !reference.Name!.StartsWith("Aspire.", StringComparison.Ordinal));

    /// <summary>What a room needs of another one is public there: else nobody sees what the rooms owe each other.</summary>
    [Fact]
    public void Only_tests_see_what_is_internal() => SourceTree.Files.Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal))
        .SelectMany(static file => XDocument.Load(SourceTree.PathOf(file)).Descendants("InternalsVisibleTo").Select(friend => $"{file}: {(string)friend.Attribute("Include")!}"))
        .ShouldAllBe(static friend => friend.EndsWith(".Tests", StringComparison.Ordinal));

    private static Room Find(string name) => RoomsTable.Projects.Single(room => string.Equals(room.Name, name, StringComparison.Ordinal));

    /// <summary>What a room references, and what that references.</summary>
    private static IEnumerable<string> Closure(Room room) => room.References().SelectMany(static name => Closure(Find(name)).Prepend(name)).Distinct(StringComparer.Ordinal);
}
