using System.Reflection;
using NetArchTest.Rules;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Architecture;

/// <summary>Inside a room: which namespaces may use which. Between rooms: <see cref="RoomsTests"/>.</summary>
[Trait("Layer", "pure")]
public sealed class ArchitectureTests
{
    private static readonly Assembly Topology = typeof(CloudApp.Topology.Model.TopologyPlan).Assembly;
    private static readonly Assembly Operations = typeof(CloudApp.Operations.UserException).Assembly;
    private static readonly Assembly Cli = typeof(CloudApp.Cli.Program).Assembly;

    [Fact]
    public void The_model_touches_no_file_process_network_or_clock() => Expect(
        Types.InAssembly(Topology).ShouldNot().HaveDependencyOnAny(
            "System.IO.File", "System.IO.Directory", "System.IO.FileStream", "System.Diagnostics.Process", "System.Net.Http", "System.Net.Sockets.Socket",
            "System.TimeProvider", "System.Random", "System.Console"));

    [Fact]
    public void The_model_knows_neither_json_nor_yaml() => Expect(
        Types.InAssembly(Topology).That().ResideInNamespace("CloudApp.Topology.Model")
            .ShouldNot().HaveDependencyOnAny("System.Text.Json", "YamlDotNet", "CloudApp.Topology.Reading", "CloudApp.Topology.Rendering", "CloudApp.Topology.Services", "CloudApp.Topology.Compose"));

    [Fact]
    public void Reading_and_rendering_do_not_know_each_other()
    {
        Expect(Types.InAssembly(Topology).That().ResideInNamespace("CloudApp.Topology.Reading")
            .ShouldNot().HaveDependencyOnAny("CloudApp.Topology.Rendering", "YamlDotNet"));
        Expect(Types.InAssembly(Topology).That().ResideInNamespace("CloudApp.Topology.Rendering")
            .ShouldNot().HaveDependencyOn("CloudApp.Topology.Reading"));
    }

    /// <summary>Folder is namespace, so the folders' using directives are the edges.</summary>
    [Theory]
    [InlineData("CloudApp.Topology")]
    [InlineData("CloudApp.AppHost")]
    public void The_namespaces_of_a_room_form_no_cycle(string room)
    {
        var root = Path.Combine(CloudApp.Operations.ProjectRoot.Find(), room);
        var uses = Directory.EnumerateDirectories(root).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")).ToDictionary(
            folder => $"{room}.{Path.GetFileName(folder)}",
            folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).SelectMany(File.ReadLines)
                .Where(line => line.StartsWith($"using {room}.", StringComparison.Ordinal)).Select(line => line["using ".Length..].TrimEnd(';')).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        uses.Count.ShouldBeGreaterThan(1);

        // What uses nobody that is left is taken away, until nothing is left, or a cycle.
        while (uses.Keys.Where(name => !uses[name].Any(used => !string.Equals(used, name, StringComparison.Ordinal) && uses.ContainsKey(used))).ToList() is { Count: > 0 } free)
            free.ForEach(name => uses.Remove(name));

        uses.Keys.ShouldBeEmpty($"{room}: these namespaces use each other in a circle");
    }

    [Fact]
    public void Publishing_runs_no_engine_and_deploys_nothing() => Expect(
        Types.InAssembly(Operations).That().ResideInNamespace("CloudApp.Operations.Publishing")
            .ShouldNot().HaveDependencyOnAny("CloudApp.Operations.Engine", "CloudApp.Operations.Images", "CloudApp.Operations.Deployment", "CloudApp.Operations.Status"));

    [Fact]
    public void The_engine_does_not_know_what_runs_on_it() => Expect(
        Types.InAssembly(Operations).That().ResideInNamespace("CloudApp.Operations.Engine")
            .ShouldNot().HaveDependencyOnAny(
                "CloudApp.Operations.Images", "CloudApp.Operations.Publishing", "CloudApp.Operations.Deployment", "CloudApp.Operations.Status", "CloudApp.Operations.Agents",
                "CloudApp.Operations.Backups", "CloudApp.Operations.Restoring", "CloudApp.Operations.SwitchingOver", "CloudApp.Topology"));

    [Fact]
    public void The_command_line_starts_no_process_and_opens_no_socket() => Expect(
        Types.InAssembly(Cli).ShouldNot().HaveDependencyOnAny(
            "System.Diagnostics.Process", "System.Diagnostics.ProcessStartInfo", "System.Net.Sockets", "System.Net.Http"));

    private static void Expect(ConditionList condition)
    {
        var result = condition.GetResult();
        result.IsSuccessful.ShouldBeTrue(string.Join(", ", result.FailingTypeNames ?? []));
    }
}
