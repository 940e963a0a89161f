using System.Globalization;
using Shouldly;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Puts a database's volume on a small disk of its own (ext4 on a loop device), so that it can really be
/// full without filling this machine's. What lay below is moved, not copied: should the mount vanish, the server
/// finds nothing instead of old data, and copies its partner.</summary>
internal sealed class SmallDisk(LabFixture lab, string host, CancellationToken cancellationToken)
{
    private const int SizeMiB = 2048;

    private const string MountScript = """
        set -eu
        truncate -s "$3" "$2"
        mkfs.ext4 -q -F -m 0 "$2"
        mkdir -p "$2.mount"
        mount -o loop "$2" "$2.mount"
        cp -a "$1/." "$2.mount/"
        umount "$2.mount"
        rmdir "$2.mount"
        find "$1" -mindepth 1 -delete
        mount -o loop "$2" "$1"
        """;

    // The first takes what is free at once, the second what little the first could not have.
    private const string FillScript = """
        free=$(df --output=avail -B1 "$1" | tail -n 1)
        fallocate -l $((free - 4194304)) "$1/filler" && dd if=/dev/zero of="$1/filler.rest" bs=64K 2>/dev/null
        df --output=avail -B1 "$1" | tail -n 1
        """;

    private string Image => Path.Combine(lab.Lab.Paths.HostState(host), "small-disk.img");

    public async Task MountAsync()
    {
        await StopAsync();
        await RunAsync("moving the volume to a small disk", MountScript, await VolumeAsync(), Image, $"{SizeMiB}M");
        await StartAsync();
    }

    /// <summary>Leaves no free byte; returns how many were left.</summary>
    public async Task<long> FillAsync() =>
        long.Parse((await RunAsync("filling the disk", FillScript, await VolumeAsync())).Trim(), CultureInfo.InvariantCulture);

    public async Task EmptyAsync() =>
        await RunAsync("freeing the disk", "rm -f \"$1/filler\" \"$1/filler.rest\"", await VolumeAsync());

    /// <summary>Takes the disk away; the server starts with an empty volume, as after a change of disks.</summary>
    public async Task UnmountAsync()
    {
        if (!File.Exists(Image))
            return;
        await StopAsync();
        await RunAsync("taking the disk away", "umount \"$1\" || ! mountpoint -q \"$1\"; rm -f \"$2\"", await VolumeAsync(), Image);
        await StartAsync();
    }

    private async Task StopAsync() => await DockerAsync("stop", await new DatabaseHost(lab, host).ContainerAsync(cancellationToken));

    private async Task StartAsync() => await DockerAsync("start", await new DatabaseHost(lab, host).ContainerAsync(cancellationToken));

    private async Task<string> VolumeAsync() => (await DockerAsync(
        "inspect", "--format", "{{range .Mounts}}{{if eq .Destination \"/var/lib/cloudapp\"}}{{.Source}}{{end}}{{end}}",
        await new DatabaseHost(lab, host).ContainerAsync(cancellationToken))).Trim();

    private async Task<string> DockerAsync(params string[] arguments)
    {
        var result = await lab.Lab.DockerAsync(host, arguments, cancellationToken);
        result.ExitCode.ShouldBe(0, result.StandardError);
        return result.StandardOutput;
    }

    private async Task<string> RunAsync(string what, string script, params string[] arguments)
    {
        var result = await lab.Lab.ExecAsync(host, ["sh", "-c", script, "sh", .. arguments], cancellationToken);
        result.ExitCode.ShouldBe(0, $"{what} on {host}: {result.StandardError}");
        return result.StandardOutput;
    }
}
