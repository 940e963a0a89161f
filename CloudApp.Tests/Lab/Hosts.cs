using System.Globalization;
using Shouldly;

namespace CloudApp.Tests.Lab;

/// <summary>Looks at and hurts what runs on a host.</summary>
internal static class Hosts
{
    private const int PollMs = 100;

    /// <summary>The one host whose NIC carries the VIP.</summary>
    public static async Task<string> VipHolderAsync(LabFixture lab, CancellationToken cancellationToken) =>
        (await VipHoldersAsync(lab, cancellationToken)).ShouldHaveSingleItem("hosts that carry the VIP");

    /// <summary>Moves the VIP to a host by a short stop of keepalived on the other; nopreempt leaves it there.</summary>
    public static async Task MoveVipToAsync(LabFixture lab, string host, CancellationToken cancellationToken)
    {
        if (string.Equals(await VipHolderAsync(lab, cancellationToken), host, StringComparison.Ordinal))
            return;
        var other = lab.Plan.Sites.First(site => !string.Equals(site.Name, host, StringComparison.Ordinal)).Name;
        await SignalServiceAsync(lab, other, "keepalived", "TERM", cancellationToken);
        await WaitUntilAsync(async () => string.Equals(await VipHolderOrNoneAsync(lab, cancellationToken), host, StringComparison.Ordinal), seconds: 20, cancellationToken);
        await lab.WaitUntilHealthyAsync(cancellationToken);
    }

    /// <summary>Signals the first process of a service's container; <c>docker kill</c> would count as a manual stop.</summary>
    public static async Task SignalServiceAsync(
        LabFixture lab, string host, string service, string signal, CancellationToken cancellationToken)
    {
        var process = await ProcessOfAsync(lab, host, service, cancellationToken);
        process.ShouldNotBeNull($"a running {service} on {host}");
        var killed = await lab.Lab.ExecAsync(host, ["kill", "-s", signal, process], cancellationToken);
        killed.ExitCode.ShouldBe(0, killed.StandardError);
    }

    /// <summary>
    /// Kills HAProxy on the VIP's holder, and again when its engine has restarted it, until the VIP has left. On a busy
    /// machine the restart may be over before two checks have failed, and then the VIP rightly stays.
    /// </summary>
    public static async Task KillHaproxyUntilTheVipMovesAsync(LabFixture lab, string holder, int seconds, CancellationToken cancellationToken)
    {
        await SignalServiceAsync(lab, holder, "haproxy", "KILL", cancellationToken);
        await WaitUntilAsync(
            async () =>
            {
                if (await VipHolderOrNoneAsync(lab, cancellationToken) is { } now && !string.Equals(now, holder, StringComparison.Ordinal))
                    return true;
                if (await ProcessOfAsync(lab, holder, "haproxy", cancellationToken) is { } restarted)
                    await lab.Lab.ExecAsync(holder, ["kill", "-s", "KILL", restarted], cancellationToken);
                return false;
            },
            seconds,
            cancellationToken);
    }

    private static async Task<string?> ProcessOfAsync(LabFixture lab, string host, string service, CancellationToken cancellationToken)
    {
        var found = await lab.Lab.DockerAsync(
            host, ["ps", "--quiet", "--filter", $"label=com.docker.compose.service={service}"], cancellationToken);
        var container = found.StandardOutput.Trim();
        if (container.Length == 0)
            return null;
        var inspected = await lab.Lab.DockerAsync(host, ["inspect", "--format", "{{.State.Pid}}", container], cancellationToken);
        // 0: it has just ended.
        return inspected.StandardOutput.Trim() is var process && process is "" or "0" ? null : process;
    }

    /// <summary>Waits until an address answers 2xx. While hosts restart, connections break off in every way.</summary>
    public static Task WaitUntilServedAsync(HttpClient http, Uri address, int seconds, CancellationToken cancellationToken) =>
        WaitUntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(address, cancellationToken);
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception failure) when (failure is HttpRequestException or IOException
                    || (failure is TaskCanceledException && !cancellationToken.IsCancellationRequested))
                {
                    return false;
                }
            },
            seconds,
            cancellationToken);

    public static async Task WaitUntilAsync(Func<Task<bool>> condition, int seconds, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(start).TotalSeconds > seconds)
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"It did not come true within {seconds} s."));
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
        }
    }

    private static async Task<string?> VipHolderOrNoneAsync(LabFixture lab, CancellationToken cancellationToken) =>
        await VipHoldersAsync(lab, cancellationToken) is [var only] ? only : null;

    private static async Task<IReadOnlyList<string>> VipHoldersAsync(LabFixture lab, CancellationToken cancellationToken)
    {
        var holders = new List<string>();
        foreach (var site in lab.Plan.Sites.Where(site => lab.Lab.IsOn(lab.Lab.Plan.Host(site.Name))))
        {
            var addresses = await lab.Lab.ExecAsync(site.Name, ["ip", "-o", "-4", "address", "show", "dev", site.Nic], cancellationToken);
            if (addresses.StandardOutput.Contains($" {lab.Plan.Vip.Address}/", StringComparison.Ordinal))
                holders.Add(site.Name);
        }

        return holders;
    }
}
