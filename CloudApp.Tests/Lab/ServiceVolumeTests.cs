using CloudApp.Lab;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>Which of a container's mounts are its disk: nothing of this machine's own may ever be emptied.</summary>
[Trait("Layer", "pure")]
public sealed class ServiceVolumeTests
{
    [Fact]
    public void Writable_volumes_and_the_hosts_backups_are_a_services_disk_and_nothing_else_is()
    {
        var volumes = ServiceVolume.Read(
            "volume\ttrue\t/state/data/volumes/cloudapp_mysql-data/_data\t/var/lib/cloudapp\n"
            + "bind\tfalse\t/state/bundles/host1/mysql/my.cnf\t/etc/cloudapp/my.cnf\n"
            + "bind\ttrue\t/var/backups/mysql\t/var/backups/mysql\n"
            + "bind\ttrue\t/home\t/home\n"
            + "bind\ttrue\t/var/backups/../lib\t/lib\n"
            + "bind\tfalse\t/\t/host\n"
            + "volume\tfalse\t/state/data/volumes/x/_data\t/x\n"
            + "tmpfs\ttrue\t\t/tmp\n");

        volumes.ShouldBe(
        [
            new ServiceVolume("/state/data/volumes/cloudapp_mysql-data/_data", "/var/lib/cloudapp"),
            new ServiceVolume("/var/backups/mysql", "/var/backups/mysql"),
        ]);
        volumes[0].Name.ShouldBe("var-lib-cloudapp");
    }

    [Fact]
    public void A_container_without_mounts_has_no_disk() => ServiceVolume.Read("\n").ShouldBeEmpty();
}
