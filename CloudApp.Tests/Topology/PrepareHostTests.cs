using System.Diagnostics;
using CloudApp.Operations;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Topology;

[Trait("Layer", "pure")]
public sealed class PrepareHostTests
{
    [Fact]
    public async Task A_posix_shell_accepts_the_script()
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-n", Path.Combine(ProjectRoot.Find(), "infra/host/prepare-host.sh")]))!;
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        shell.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task It_sets_what_the_addresses_need()
    {
        var script = await File.ReadAllTextAsync(Path.Combine(ProjectRoot.Find(), "infra/host/prepare-host.sh"), TestContext.Current.CancellationToken);

        foreach (var setting in new[] { "net.ipv4.ip_nonlocal_bind=1", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2" })
            script.ShouldContain(setting);
    }
}
