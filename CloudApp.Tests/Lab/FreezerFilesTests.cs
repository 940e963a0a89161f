using CloudApp.Lab;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>Which files freeze a host, on kernels of both kinds.</summary>
[Trait("Layer", "pure")]
public sealed class FreezerFilesTests : IDisposable
{
    private const string Parent = "/cloudapp-lab-host1";

    private readonly TemporaryFolder _mount = new();

    [Fact]
    public void Version_1_has_a_tree_for_the_freezer_alone()
    {
        Directory.CreateDirectory(_mount["freezer"]);
        File.WriteAllText(_mount["cgroup.controllers"], "");

        var files = FreezerFiles.Of(_mount.Path, Parent).ShouldNotBeNull();

        files.Control.ShouldBe($"{_mount.Path}/freezer/cloudapp-lab-host1/freezer.state");
        files.State.ShouldBe(files.Control);
        files.EngineGroup.ShouldBe($"{_mount.Path}/freezer/cloudapp-lab-host1/engine");
        (files.FreezeWord, files.WakeWord, files.FrozenLine).ShouldBe(("FROZEN", "THAWED", "FROZEN"));
    }

    [Fact]
    public void Version_2_has_one_tree_and_says_in_another_file_that_it_is_done()
    {
        File.WriteAllText(_mount["cgroup.controllers"], "cpu memory pids");

        var files = FreezerFiles.Of(_mount.Path, Parent).ShouldNotBeNull();

        files.Control.ShouldBe($"{_mount.Path}/cloudapp-lab-host1/cgroup.freeze");
        files.State.ShouldBe($"{_mount.Path}/cloudapp-lab-host1/cgroup.events");
        (files.FreezeWord, files.WakeWord, files.FrozenLine).ShouldBe(("1", "0", "frozen 1"));
    }

    [Fact]
    public void Without_both_nothing_can_be_frozen_and_the_error_says_so()
    {
        FreezerFiles.Of(_mount.Path, Parent).ShouldBeNull();
        var freezer = new HostFreezer("host1", files: null, TimeProvider.System);

        freezer.IsFrozen.ShouldBeFalse();
        freezer.Wake();
        Should.Throw<CloudApp.Operations.UserException>(() => freezer.FreezeAsync(CancellationToken.None)).Message.ShouldContain("no freezer");
    }

    [Fact]
    public async Task A_host_that_an_older_version_booted_is_refused()
    {
        Directory.CreateDirectory(_mount["freezer"] + Parent);
        var freezer = new HostFreezer("host1", FreezerFiles.Of(_mount.Path, Parent), TimeProvider.System);

        (await Should.ThrowAsync<CloudApp.Operations.UserException>(() => freezer.FreezeAsync(CancellationToken.None))).Message.ShouldContain("Power it off and on");
    }

    public void Dispose() => _mount.Dispose();
}
