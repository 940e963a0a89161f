using CloudApp.Operations;
using CloudApp.Operations.Deployment;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Operations;

/// <summary>A deployment is only commands and copies on a machine, so that any machine will do.</summary>
[Trait("Layer", "pure")]
public sealed class BundleDeploymentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_bundle_is_copied_before_its_script_runs()
    {
        var machine = new FakeMachine("host1");
        await File.WriteAllTextAsync(_folder["prepare-host.sh"], "", Cancellation);

        await Deployment(machine).PrepareAsync(Cancellation);

        machine.Commands.ShouldBe([$"copy {_folder.Path} /opt/host1", "sh /opt/host1/prepare-host.sh"]);
    }

    [Fact]
    public async Task An_image_is_streamed_to_the_machine_once()
    {
        var loads = new List<string>();
        var machine = new FakeMachine("host1")
        {
            Answer = request =>
            {
                if (request.InputStream is { } stream)
                    loads.Add(new StreamReader(stream).ReadToEnd());
                return new ProcessResult(0, request.Arguments.Contains("--images", StringComparer.Ordinal) ? "cloudapp/api:1\n" : "sha256:1\n", "");
            },
        };
        await File.WriteAllTextAsync(_folder["api.tar"], "layers", Cancellation);
        IReadOnlyList<BuiltImage> images = [new("api", "cloudapp/api:1", "hash", _folder["api.tar"]), new("mysql", "cloudapp/mysql:1", "hash", "/not/needed/here")];

        (await Deployment(machine).LoadImagesAsync(images, static _ => { }, Cancellation)).ShouldBe(1);
        (await Deployment(machine).LoadImagesAsync(images, static _ => { }, Cancellation)).ShouldBe(0);

        loads.ShouldBe(["layers"]);
    }

    [Fact]
    public async Task A_script_that_fails_is_quoted()
    {
        var machine = new FakeMachine("host1") { Answer = static _ => new ProcessResult(3, "", "no such card: eth7\n") };
        await File.WriteAllTextAsync(_folder["prepare-host.sh"], "", Cancellation);

        (await Should.ThrowAsync<UserException>(Deployment(machine).PrepareAsync(Cancellation))).Message
            .ShouldBe("prepare-host.sh failed on host1 with code 3: no such card: eth7");
    }

    private BundleDeployment Deployment(FakeMachine machine) => new(machine, _folder.Path, _folder["loaded.json"]);
}
