using Shouldly;
using Xunit;

namespace CloudApp.Tests.Infra;

[Trait("Layer", "component")]
public sealed class VipTests
{
    private const int SettleTimeoutMs = 10_000;
    private const int TakeoverLimitMs = 500;
    private const int PollMs = 10;
    // By name, of which the kernel keeps 15 characters: neither image has pkill.
    private const string EndWatch = """for p in /proc/[0-9]*; do if [ "$(cat $p/comm 2>/dev/null)" = watch-haproxy.s ]; then kill -9 "${p#/proc/}"; fi; done""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_vip_moves_when_haproxy_dies_and_stays_when_it_comes_back()
    {
        await using var pair = await PairOfHosts.StartAsync("addresses", "haproxy", "keepalived");
        foreach (var host in new[] { 0, 1 })
        {
            await pair.RunAddressesAsync(host, $"{PairOfHosts.Address(host)}/24");
            await WaitForAddressAsync(pair, host, PairOfHosts.Address(host));
            await pair.RunHaproxyAsync(host);
        }

        await pair.RunKeepalivedAsync(0);
        await WaitForAddressAsync(pair, 0, PairOfHosts.Vip);
        await pair.RunKeepalivedAsync(1);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Cancellation);
        (await pair.HasAddressAsync(1, PairOfHosts.Vip)).ShouldBeFalse();

        await pair.Docker(0).RunAsync(["kill", "haproxy"], Cancellation);
        var gapMs = await WaitForAddressAsync(pair, 1, PairOfHosts.Vip);
        gapMs.ShouldBeLessThan(TakeoverLimitMs);
        (await pair.HasAddressAsync(0, PairOfHosts.Vip)).ShouldBeFalse();

        await pair.Docker(0).RunAsync(["start", "haproxy"], Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Cancellation);
        (await pair.HasAddressAsync(1, PairOfHosts.Vip)).ShouldBeTrue();
        (await pair.HasAddressAsync(0, PairOfHosts.Vip)).ShouldBeFalse();

        // A planned stop gives the address back at once; a killed keepalived's address is taken away although nothing
        // starts it again, and the other host keeps what it has.
        await pair.Docker(1).RunAsync(["stop", "keepalived"], Cancellation);
        await WaitForAddressAsync(pair, 0, PairOfHosts.Vip);
        (await pair.HasAddressAsync(1, PairOfHosts.Vip)).ShouldBeFalse();
        await pair.Docker(1).RunAsync(["start", "keepalived"], Cancellation);
        await pair.Docker(0).RunAsync(["kill", "keepalived"], Cancellation);
        await WaitForAddressAsync(pair, 1, PairOfHosts.Vip);
        await WaitForNoAddressAsync(pair, 0, PairOfHosts.Vip);
        (await pair.HasAddressAsync(1, PairOfHosts.Vip)).ShouldBeTrue();
        // With the watch itself gone, the next start of keepalived clears what the killed one left.
        await pair.Docker(0).RunAsync(["start", "keepalived"], Cancellation);
        await pair.Docker(0).RunAsync(["kill", "addresses"], Cancellation);
        await pair.Docker(1).RunAsync(["stop", "keepalived"], Cancellation);
        await WaitForAddressAsync(pair, 0, PairOfHosts.Vip);
        await pair.Docker(1).RunAsync(["start", "keepalived"], Cancellation);
        await pair.Docker(0).RunAsync(["kill", "keepalived"], Cancellation);
        await WaitForAddressAsync(pair, 1, PairOfHosts.Vip);
        (await pair.HasAddressAsync(0, PairOfHosts.Vip)).ShouldBeTrue();
        await pair.Docker(0).RunAsync(["start", "keepalived"], Cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);
        (await pair.HasAddressAsync(0, PairOfHosts.Vip)).ShouldBeFalse();

        // keepalived's own, seldom look notices what a watch that has ended no longer can.
        await pair.Docker(1).RunAsync(["exec", "keepalived", "sh", "-c", EndWatch], Cancellation);
        await pair.Docker(1).RunAsync(["kill", "haproxy"], Cancellation);
        await WaitForAddressAsync(pair, 0, PairOfHosts.Vip);
        await WaitForNoAddressAsync(pair, 1, PairOfHosts.Vip);
    }

    [Fact]
    public async Task Addresses_adds_what_is_missing_puts_it_back_and_removes_only_its_own()
    {
        await using var pair = await PairOfHosts.StartAsync("addresses");
        await PairOfHosts.IpAsync("-n", pair.Namespace(0), "address", "add", "192.0.2.12/24", "dev", PairOfHosts.Nic);
        await pair.RunAddressesAsync(0, "192.0.2.12/24 192.0.2.13/24 192.0.2.14/24");
        await WaitForAddressAsync(pair, 0, "192.0.2.14");
        (await pair.InsideAsync(1, "ip", "address", "add", "192.0.2.99/24", "dev", PairOfHosts.Nic)).Succeeded.ShouldBeTrue();
        // A host that has the address refuses at once; without it nobody would answer.
        (await pair.InsideAsync(1, "timeout", "2", "bash", "-c", "</dev/tcp/192.0.2.13/1")).StandardError.ShouldContain("refused");

        await PairOfHosts.IpAsync("-n", pair.Namespace(0), "address", "del", "192.0.2.13/24", "dev", PairOfHosts.Nic);
        await WaitForAddressAsync(pair, 0, "192.0.2.13");

        // A crash leaves them; the next start knows them again, and a clean stop removes them.
        await pair.Docker(0).RunAsync(["kill", "addresses"], Cancellation);
        (await pair.HasAddressAsync(0, "192.0.2.14")).ShouldBeTrue();
        await pair.Docker(0).RunAsync(["start", "addresses"], Cancellation);
        (await pair.Docker(0).TryAsync(["exec", "addresses", "/usr/local/bin/entrypoint.sh", "check"], Cancellation)).Succeeded.ShouldBeTrue();
        await pair.Docker(0).RunAsync(["stop", "addresses"], Cancellation);
        (await pair.HasAddressAsync(0, "192.0.2.12")).ShouldBeTrue();
        (await pair.HasAddressAsync(0, "192.0.2.13")).ShouldBeFalse();
        (await pair.HasAddressAsync(0, "192.0.2.14")).ShouldBeFalse();
    }

    private static async Task WaitForNoAddressAsync(PairOfHosts pair, int host, string address)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await pair.HasAddressAsync(host, address))
        {
            TimeProvider.System.GetElapsedTime(started).TotalMilliseconds.ShouldBeLessThan(SettleTimeoutMs, $"{address} stays on host {host}");
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), TimeProvider.System, Cancellation);
        }
    }

    // Returns how long it took, in milliseconds.
    private static async Task<double> WaitForAddressAsync(PairOfHosts pair, int host, string address)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await pair.HasAddressAsync(host, address))
        {
            var elapsedMs = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
            elapsedMs.ShouldBeLessThan(SettleTimeoutMs, $"{address} did not come to host {host}");
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), TimeProvider.System, Cancellation);
        }

        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }
}
