using System.Globalization;

namespace CloudApp.Lab;

/// <summary>Puts the volumes of a service on small disks of their own (ext4 on loop devices), so that they can really be full
/// without filling this machine's. What lay below is moved, not copied: should a mount fail, the service finds nothing
/// instead of old data. Like a real disk it is there again when its host boots (host-init.sh).</summary>
public sealed class SmallDisk(LabSystem lab, string host, string service)
{
    // Or twice what is there, where that is more.
    private const int SizeMiBMin = 2048;

    private const string MountScript = """
        set -eu
        mkdir -p "$(dirname "$2")"
        used=$(du -sm "$1" | cut -f 1)
        size=$((used * 2 > $3 ? used * 2 : $3))
        trap 'umount "$2.mount" 2>/dev/null || true; rm -rf --one-file-system "$2.mount" "$2"' EXIT
        truncate -s "${size}M" "$2"
        mkfs.ext4 -q -F -m 0 "$2"
        mkdir -p "$2.mount"
        mount -o loop "$2" "$2.mount"
        cp -a "$1/." "$2.mount/"
        umount "$2.mount"
        rmdir "$2.mount"
        trap - EXIT
        printf '%s' "$1" > "${2%.img}.path"
        find "$1" -mindepth 1 -delete
        mount -o loop "$2" "$1"
        """;

    // The first takes what is free at once, the second what little the first could not have.
    private const string FillScript = """
        mountpoint -q "$1" || { echo "$1 is on no disk of its own" >&2; exit 1; }
        free=$(df --output=avail -B1 "$1" | tail -n 1)
        if [ "$free" -gt 4194304 ]; then fallocate -l $((free - 4194304)) "$1/filler" || exit 1; fi
        dd if=/dev/zero of="$1/filler.rest" bs=64K 2>/dev/null
        df --output=avail -B1 "$1" | tail -n 1
        """;

    private const string FreeScript = "rm -f \"$1/filler\" \"$1/filler.rest\"";

    private const string UnmountScript = """
        umount "$1" || ! mountpoint -q "$1"
        rm -f "$2" "${2%.img}.path"
        """;

    private readonly ServiceContainer _container = new(lab, host, service);

    /// <summary>Moves the service to small disks, which takes a restart of it; does nothing where it is on them already.</summary>
    /// <exception cref="CloudApp.Operations.UserException">It has no volume, or the move failed: then it is as it was.</exception>
    public async Task MountAsync(CancellationToken cancellationToken)
    {
        var volumes = await _container.VolumesAsync(cancellationToken);
        if (volumes.All(volume => File.Exists(Image(volume))))
            return;
        await WhileStoppedAsync(volumes.Where(volume => !File.Exists(Image(volume))), volume => _container.RunAsync(
            "moving a volume to a small disk", MountScript, [volume.Source, Image(volume), SizeMiBMin.ToString(CultureInfo.InvariantCulture)], cancellationToken), cancellationToken);
    }

    /// <summary>Leaves no free byte; returns how many were left.</summary>
    public async Task<long> FillAsync(CancellationToken cancellationToken)
    {
        var left = 0L;
        foreach (var volume in await _container.VolumesAsync(cancellationToken))
            left += long.Parse((await _container.RunAsync("filling a disk", FillScript, [volume.Source], cancellationToken)).Trim(), CultureInfo.InvariantCulture);
        return left;
    }

    /// <summary>Makes room again, without a restart. The service stays on its small disks.</summary>
    public async Task FreeAsync(CancellationToken cancellationToken)
    {
        foreach (var volume in await _container.VolumesAsync(cancellationToken))
            await _container.RunAsync("freeing a disk", FreeScript, [volume.Source], cancellationToken);
    }

    /// <summary>Takes the disks away; the service starts with empty volumes, as after a change of disks.</summary>
    public async Task UnmountAsync(CancellationToken cancellationToken)
    {
        var volumes = (await _container.VolumesAsync(cancellationToken)).Where(volume => File.Exists(Image(volume))).ToList();
        if (volumes.Count > 0)
            await WhileStoppedAsync(volumes, volume => _container.RunAsync("taking a disk away", UnmountScript, [volume.Source, Image(volume)], cancellationToken), cancellationToken);
    }

    private Task WhileStoppedAsync(IEnumerable<ServiceVolume> volumes, Func<ServiceVolume, Task> work, CancellationToken cancellationToken) =>
        ServiceContainer.WhileStoppedAsync(
            [_container],
            async () =>
            {
                foreach (var volume in volumes)
                    await work(volume);
            },
            cancellationToken);

    private string Image(ServiceVolume volume) => Path.Combine(lab.Paths.HostDisks(host), $"{service}-{volume.Name}.img");
}
