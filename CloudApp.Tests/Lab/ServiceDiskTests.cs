using System.Globalization;
using CloudApp.Lab;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>Disks of services that are lost, put back, or full.</summary>
[Collection(FaultLab.Name)]
[Trait("Layer", "component")]
public sealed class ServiceDiskTests(FaultLabFixture fixture)
{
    private const string Service = FaultLabFixture.Service;
    private const int BackSeconds = 20;
    private const int LeftBytesMax = 65_536;
    private const int ImageMiBMax = 200;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LabSystem Lab => fixture.Lab;

    [Fact]
    public async Task A_wiped_disk_is_empty_and_the_service_runs_again()
    {
        await WriteAsync("host1", "old");
        await WriteAsync("host2", "old");

        await Lab.WipeAsync(["host1"], Service, Cancellation);

        (await ReadAsync("host1")).ShouldBe("");
        (await ReadAsync("host2")).ShouldBe("old");

        await WriteAsync("host1", "new");
        (await Lab.HostsWithAsync(Service, Cancellation)).ShouldBe(["host1", "host2"]);
        await Lab.WipeAsync(["host1", "host2"], Service, Cancellation);
        (await ReadAsync("host1")).ShouldBe("");
        (await ReadAsync("host2")).ShouldBe("");
    }

    [Fact]
    public async Task A_saved_copy_comes_back_on_all_hosts_and_an_unknown_one_stops_nothing()
    {
        await WriteAsync("host1", "first of host1");
        await WriteAsync("host2", "first of host2");
        await Lab.SaveAsync(["host1", "host2"], Service, "first", Cancellation);
        await WriteAsync("host1", "second");
        await WriteAsync("host2", "second");

        await Lab.PutBackAsync(["host1", "host2"], Service, "first", Cancellation);

        (await ReadAsync("host1")).ShouldBe("first of host1");
        (await ReadAsync("host2")).ShouldBe("first of host2");

        var started = await StartedAtAsync("host1");
        (await Should.ThrowAsync<UserException>(() => Lab.PutBackAsync(["host1"], Service, "third", Cancellation))).Message.ShouldContain("There is no copy 'third'");
        (await Should.ThrowAsync<UserException>(() => Lab.SaveAsync(["host1"], Service, "../up", Cancellation))).Message.ShouldContain("is no name for a copy");
        (await StartedAtAsync("host1")).ShouldBe(started);
    }

    [Fact]
    public async Task A_service_that_is_not_there_or_a_host_that_is_off_is_named()
    {
        (await Should.ThrowAsync<UserException>(() => Lab.WipeAsync(["host1"], "nothing", Cancellation))).Message.ShouldContain("has no container of a service 'nothing'");
        (await Should.ThrowAsync<UserException>(() => Lab.HostsWithAsync("nothing", Cancellation))).Message.ShouldContain("No host of lab 'faults'");
        await Lab.PowerOffAsync("host2", Cancellation);
        try
        {
            (await Should.ThrowAsync<UserException>(() => Lab.HostsWithAsync(Service, Cancellation))).Message.ShouldContain("'host2' of lab 'faults' is powered off");
        }
        finally
        {
            await Lab.PowerOnAsync("host2", Cancellation);
        }
    }

    [Fact]
    public async Task A_small_disk_can_be_full_without_filling_this_machines_and_outlives_a_power_off()
    {
        var disk = Lab.SmallDisk("host1", Service);
        await WriteAsync("host1", "kept");
        await disk.MountAsync(Cancellation);
        (await ReadAsync("host1")).ShouldBe("kept");

        (await disk.FillAsync(Cancellation)).ShouldBeLessThan(LeftBytesMax);
        await Should.ThrowAsync<UserException>(() => WriteMuchAsync("host1"));
        var image = Directory.EnumerateFiles(Lab.Paths.HostDisks("host1"), "*.img").ShouldHaveSingleItem();
        int.Parse((await Tool.RequireAsync(["du", "-m", image], Cancellation)).Split('\t')[0], CultureInfo.InvariantCulture).ShouldBeLessThan(ImageMiBMax);

        await Lab.PowerOffAsync("host1", Cancellation);
        await Lab.PowerOnAsync("host1", Cancellation);
        (await ReadAsync("host1")).ShouldBe("kept");
        await Should.ThrowAsync<UserException>(() => WriteMuchAsync("host1"));

        await disk.FreeAsync(Cancellation);
        await WriteMuchAsync("host1");
        await disk.UnmountAsync(Cancellation);
        (await ReadAsync("host1")).ShouldBe("");
        Directory.EnumerateFileSystemEntries(Lab.Paths.HostDisks("host1")).ShouldBeEmpty();
        (await Should.ThrowAsync<UserException>(() => disk.FillAsync(Cancellation))).Message.ShouldContain("is on no disk of its own");
    }

    private Task<string> WriteAsync(string host, string text) => fixture.InContainerAsync(host, $"echo '{text}' > /data/mark");

    private Task<string> WriteMuchAsync(string host) => fixture.InContainerAsync(host, "n=0; while [ $n -lt 500 ]; do n=$((n+1)); cat /bin/sh || exit 1; done > /data/much");

    /// <summary>What was written, once the container runs; nothing where there is nothing.</summary>
    private async Task<string> ReadAsync(string host)
    {
        var text = "";
        await Hosts.WaitUntilAsync(
            async () =>
            {
                try
                {
                    text = await fixture.InContainerAsync(host, "if [ -e /data/mark ]; then cat /data/mark; fi");
                    return true;
                }
                catch (UserException)
                {
                    return false;
                }
            },
            BackSeconds, Cancellation);
        return text;
    }

    private Task<string> StartedAtAsync(string host) => fixture.RunAsync(host, "docker", "inspect", "--format", "{{.State.StartedAt}}", Service);
}
