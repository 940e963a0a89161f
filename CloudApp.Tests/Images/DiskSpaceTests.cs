using CloudApp.Operations.Engine;
using CloudApp.Tests.Topology;
using Xunit;

namespace CloudApp.Tests.Images;

[Trait("Layer", "pure")]
public sealed class DiskSpaceTests
{
    private static readonly IReadOnlyList<DiskNeed> Needs =
    [
        new("/src", "the compiled programs", 1024),
        new("/var/cache/cloudapp", "the images", 2048, "CLOUDAPP_CACHE"),
        new("/var/lib/cloudapp", "the lab's disks", 4096, "CLOUDAPP_STATE"),
    ];

    [Fact]
    public void What_shares_a_file_system_shares_its_room()
    {
        Assert.Empty(DiskSpace.Problems(Needs, [new("/", 7168)]));

        var problem = Assert.Single(DiskSpace.Problems(Needs, [new("/", 7167)]));
        Assert.StartsWith("Too little room on /: 7.0 GiB free, 7.0 GiB needed:", problem, StringComparison.Ordinal);
        Assert.Contains("2.0 GiB for the images in /var/cache/cloudapp (CLOUDAPP_CACHE names another place)", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_system_of_a_path_is_the_one_mounted_nearest_to_it()
    {
        IReadOnlyList<DiskRoom> rooms = [new("/", 1024), new("/var", 100_000), new("/var/lib", 10), new("/var/li", 0)];

        var problem = Assert.Single(DiskSpace.Problems(Needs, rooms));
        Assert.StartsWith("Too little room on /var/lib: 0.0 GiB free, 4.0 GiB needed: 4.0 GiB for the lab's disks", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_there_already_needs_only_room_to_grow()
    {
        using var folder = new TemporaryFolder();
        var directories = new CloudAppDirectories(folder["state"], folder["cache"], folder["run"]);

        var fresh = DiskSpace.NeedsOf(folder.Path, directories, "lab");
        Directory.CreateDirectory(folder["artifacts/publish"]);
        Directory.CreateDirectory(folder["state/labs/lab"]);
        Directory.CreateDirectory(folder["cache/images"]);
        File.WriteAllText(folder["cache/images/api@1.tar"], "");
        var again = DiskSpace.NeedsOf(folder.Path, directories, "lab");

        Assert.All(fresh.Zip(again), pair => Assert.True(pair.Second.Mib < pair.First.Mib, pair.First.What));
    }
}
