using System.Xml.Linq;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Tests.Topology;
using CloudApp.Topology.Model;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Images;

/// <summary>An image is found in the cache by what its program would be compiled from.</summary>
[Trait("Layer", "pure")]
public sealed class ProgramSourcesTests : IDisposable
{
    private const string Sdk = "10.0.100";

    private readonly TemporaryFolder _here = new();
    private readonly TemporaryFolder _there = new();

    public ProgramSourcesTests()
    {
        Clone(_here);
        Clone(_there);
    }

    public static TheoryData<ImageProgram> Programs => [.. Enum.GetValues<ImageProgram>().Where(static program => program != ImageProgram.None)];

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public void The_same_sources_elsewhere_are_the_same_program()
    {
        File.SetLastWriteTimeUtc(_there["CloudApp.Api/Program.cs"], DateTime.UnixEpoch);
        Write(_there, "CloudApp.Api/bin/Release/CloudApp.Api.dll", "built");
        Write(_there, "CloudApp.MySql/obj/project.assets.json", "restored");
        Write(_there, "artifacts/publish/api/CloudApp.Api", "published");

        Hash(_there).ShouldBe(Hash(_here));
    }

    [Theory]
    [InlineData("CloudApp.Api/Program.cs")]
    [InlineData("CloudApp.Api/Pages/page.js")]
    [InlineData("CloudApp.Api/packages.lock.json")]
    [InlineData("CloudApp.ServiceDefaults/Service.props")]
    [InlineData("CloudApp.MySql/GtidSet.cs")]
    [InlineData("Directory.Build.props")]
    [InlineData("Directory.Build.targets")]
    [InlineData("Directory.Packages.props")]
    [InlineData("global.json")]
    public void One_changed_byte_of_what_it_is_compiled_from_makes_another_program(string file)
    {
        Change(_there, file);

        Different(Hash(_there), Hash(_here));
    }

    [Theory]
    [InlineData("CloudApp.Tests/ApiTests.cs")]
    [InlineData("CloudApp.Agent/Program.cs")]
    [InlineData("docs/develop.md")]
    public void What_it_is_not_compiled_from_changes_nothing(string file)
    {
        Change(_there, file);

        Hash(_there).ShouldBe(Hash(_here));
    }

    [Fact]
    public void A_new_file_and_a_new_name_make_another_program()
    {
        Write(_there, "CloudApp.MySql/New.cs", "");
        Different(Hash(_there), Hash(_here));
        File.Delete(_there["CloudApp.MySql/New.cs"]);
        Hash(_there).ShouldBe(Hash(_here));
        File.Move(_there["CloudApp.MySql/GtidSet.cs"], _there["CloudApp.MySql/Gtids.cs"]);
        Different(Hash(_there), Hash(_here));
    }

    [Fact]
    public void Another_sdk_and_another_manner_make_another_program()
    {
        Different(Hash(_here, sdk: "10.0.101"), Hash(_here));
        Different(Hash(_here, PublishMode.ReadyToRun), Hash(_here));
    }

    /// <summary>In the real sources: a file from outside the hashed folders would be compiled in without being noticed.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void No_project_of_a_program_takes_files_from_elsewhere(ImageProgram program)
    {
        var root = ProjectRoot.Find();
        var folders = new ProgramSources(root).Projects(program).Select(project => Path.Combine(root, project) + "/").ToList();
        folders.Count.ShouldBeGreaterThan(3);

        var outside = from folder in folders
                      from file in Directory.EnumerateFiles(folder).Where(static file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets")
                      from name in XDocument.Load(file).Descendants().SelectMany(static element => new[] { element.Attribute("Include"), element.Attribute("Update"), element.Attribute("Project") })
                      where name is not null && (name.Value.Contains("../", StringComparison.Ordinal) || name.Value.Contains("$(", StringComparison.Ordinal))
                      let path = Path.GetFullPath(Path.Combine(folder, name.Value))
                      where !folders.Exists(hashed => path.StartsWith(hashed, StringComparison.Ordinal))
                      select $"{file}: {name.Value}";
        outside.ShouldBeEmpty();
    }

    private static string Hash(TemporaryFolder clone, PublishMode mode = PublishMode.Native, string sdk = Sdk) =>
        new AppPublisher(clone.Path, new ProcessRunner(TimeProvider.System)).SourceHash(ImageProgram.Api, mode, sdk);

    private static void Different(string one, string other) => string.Equals(one, other, StringComparison.Ordinal).ShouldBeFalse();

    private static void Clone(TemporaryFolder clone)
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "docs/develop.md",
            "CloudApp.Api/Program.cs", "CloudApp.Api/Pages/page.js", "CloudApp.Api/packages.lock.json", "CloudApp.ServiceDefaults/Service.props",
            "CloudApp.MySql/GtidSet.cs", "CloudApp.Agent/Program.cs", "CloudApp.Tests/ApiTests.cs"])
            Write(clone, file, $"This is {file}.");
        Write(clone, "CloudApp.Api/CloudApp.Api.csproj", Project("CloudApp.ServiceDefaults"));
        Write(clone, "CloudApp.ServiceDefaults/CloudApp.ServiceDefaults.csproj", Project("CloudApp.MySql"));
        Write(clone, "CloudApp.MySql/CloudApp.MySql.csproj", "<Project />");
        Write(clone, "CloudApp.Agent/CloudApp.Agent.csproj", Project("CloudApp.MySql"));
        Write(clone, "CloudApp.Tests/CloudApp.Tests.csproj", Project("CloudApp.Api"));
    }

    private static string Project(string reference) =>
        $"""<Project><ItemGroup><ProjectReference Include="../{reference}/{reference}.csproj" /></ItemGroup></Project>""";

    private static void Write(TemporaryFolder clone, string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(clone[file])!);
        File.WriteAllText(clone[file], text);
    }

    private static void Change(TemporaryFolder clone, string file)
    {
        var bytes = File.ReadAllBytes(clone[file]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(clone[file], bytes);
    }
}
