using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Operations.Images;
using CloudApp.Topology.Model;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Images;

[Trait("Layer", "pure")]
public sealed class PublishModeTests
{
    private const string Sdk = "10.0.100";

    [Fact]
    public void Programs_are_native_unless_a_developer_says_otherwise()
    {
        PublishModes.Parse(null).ShouldBe(PublishMode.Native);
        PublishModes.Parse("").ShouldBe(PublishMode.Native);
        PublishModes.Parse("native").ShouldBe(PublishMode.Native);
        PublishModes.Parse("ready-to-run").ShouldBe(PublishMode.ReadyToRun);
        Should.Throw<UserException>(() => PublishModes.Parse("jit")).Message.ShouldContain("'native' or 'ready-to-run'");
    }

    [Fact]
    public void A_program_of_one_mode_is_not_taken_for_the_other()
    {
        var publisher = new AppPublisher(ProjectRoot.Find(), new ProcessRunner(TimeProvider.System));

        var native = publisher.SourceHash(ImageProgram.Api, PublishMode.Native, Sdk);

        string.Equals(native, publisher.SourceHash(ImageProgram.Api, PublishMode.ReadyToRun, Sdk), StringComparison.Ordinal).ShouldBeFalse();
        native.ShouldBe(publisher.SourceHash(ImageProgram.Api, PublishMode.Native, Sdk));
    }

    [Theory]
    [InlineData("/usr/bin/gcc /usr/lib/x86_64-linux-gnu/crt1.o", "")]
    [InlineData("/usr/local/bin/clang /usr/lib/x86_64-linux-gnu/crt1.o", "")]
    [InlineData("/usr/bin/gcc", "libc6-dev")]
    [InlineData("/sbin/gcc", "gcc libc6-dev")]
    public void What_the_native_compiler_lacks_is_named(string files, string packages) =>
        string.Join(' ', NativeCompiler.Missing("/usr/local/bin:/usr/bin", file => files.Contains(file, StringComparison.Ordinal))).ShouldBe(packages);
}
