using CloudApp.Operations.Images;
using CloudApp.Tests.Topology;
using CloudApp.Topology.Rendering;
using CloudApp.Topology.Services;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Images;

[Trait("Layer", "pure")]
public sealed class ImagePlanTests
{
    [Fact]
    public void Only_images_that_are_neither_ours_nor_a_stage_come_from_a_registry() =>
        OfficialBases.ExternalImages("""
            ARG FLAVOUR=official
            FROM quay.example/etcd:v3 AS program
            FROM alpine:3 AS official
            COPY --from=program /etcd /
            FROM scratch AS empty
            FROM cloudapp/base:0.1.0 AS debian
            FROM official AS again
            FROM ${FLAVOUR}
            """).ShouldBe(["quay.example/etcd:v3", "alpine:3"]);

    [Theory]
    [InlineData("haproxy:3.2", "registry-1.docker.io")]
    [InlineData("prom/prometheus:v3", "registry-1.docker.io")]
    [InlineData("docker.io/pgsty/silo:1", "registry-1.docker.io")]
    [InlineData("gcr.io/etcd-development/etcd:v3", "gcr.io")]
    [InlineData("localhost:5000/x", "localhost:5000")]
    public void A_registry_is_the_first_part_that_looks_like_a_host(string image, string registry) =>
        OfficialBases.RegistryOf(image).ShouldBe(registry);

    [Fact]
    public void A_program_comes_as_a_named_build_context()
    {
        var image = new BuiltImage("mysql", "cloudapp/mysql:1", "abc", "/cache/mysql.tar");
        var arguments = ImageBuild.Arguments("/repo", new ImagePlan(image, ImageFlavour.Debian, "/out/agent")).ToList();
        arguments.ShouldContain(argument => argument == "app=/out/agent");
        arguments.ShouldContain(argument => argument == "FLAVOUR=debian");
        arguments[^1].ShouldBe("/repo/infra/mysql");
    }

    [Fact]
    public void A_change_of_a_name_a_byte_or_the_executable_bit_changes_the_hash()
    {
        var directory = Directory.CreateTempSubdirectory("ca").FullName;
        try
        {
            var file = Path.Combine(directory, "a");
            File.WriteAllText(file, "1");
            var hashes = new List<string> { Hash(directory) };
            File.WriteAllText(file, "2");
            hashes.Add(Hash(directory));
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            hashes.Add(Hash(directory));
            File.Move(file, Path.Combine(directory, "b"));
            hashes.Add(Hash(directory));
            hashes.Distinct(StringComparer.Ordinal).Count().ShouldBe(4);
            Hash(directory).ShouldBe(hashes[^1]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Every_component_of_a_bundle_has_an_image() =>
        ServiceCatalog.Standard.Images.Select(component => component.Name).Order(StringComparer.Ordinal)
            .ShouldBe(BundleRenderer.Render(Plans.Default).SelectMany(bundle => bundle.Images).Select(image => image.Component).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static string Hash(string directory)
    {
        using var hash = new ContentHash();
        return hash.AddDirectory(directory).Finish();
    }
}
