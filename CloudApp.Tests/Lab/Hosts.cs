using System.Globalization;
using CloudApp.Cli.Lab;
using Shouldly;

namespace CloudApp.Tests.Lab;

/// <summary>Looks at and hurts what runs on a host.</summary>
internal static class Hosts
{
    private const int PollMs = 100;

    /// <summary>The one host whose NIC carries the VIP.</summary>
    public static async Task<string> VipHolderAsync(LabFixture lab, CancellationToken cancellation)
    {
        var holders = new List<string>();
        foreach (var site in lab.Plan.Sites.Where(site => lab.Lab.IsOn(lab.Lab.Plan.Host(site.Name))))
        {
            var addresses = await lab.Lab.ExecAsync(site.Name, ["ip", "-o", "-4", "address", "show", "dev", site.Nic], cancellation);
            if (addresses.StandardOutput.Contains($" {lab.Plan.Vip.Address}/", StringComparison.Ordinal))
                holders.Add(site.Name);
        }

        return holders.ShouldHaveSingleItem("hosts that carry the VIP");
    }

    /// <summary>Moves the VIP to a host by a short stop of keepalived on the other; nopreempt leaves it there.</summary>
    public static async Task MoveVipToAsync(LabFixture lab, string host, CancellationToken cancellation)
    {
        if (string.Equals(await VipHolderAsync(lab, cancellation), host, StringComparison.Ordinal))
            return;
        var other = lab.Plan.Sites.First(site => !string.Equals(site.Name, host, StringComparison.Ordinal)).Name;
        await SignalServiceAsync(lab, other, "keepalived", "TERM", cancellation);
        await WaitUntilAsync(async () => string.Equals(await VipHolderOrNoneAsync(lab, cancellation), host, StringComparison.Ordinal), seconds: 20, cancellation);
        await lab.WaitUntilHealthyAsync(cancellation);
    }

    /// <summary>Signals the first process of a service's container; <c>docker kill</c> would count as a manual stop.</summary>
    public static async Task SignalServiceAsync(
        LabFixture lab, string host, string service, string signal, CancellationToken cancellation)
    {
        var found = await lab.Lab.DockerAsync(
            host, ["ps", "--quiet", "--filter", $"label=com.docker.compose.service={service}"], cancellation);
        var container = found.StandardOutput.Trim();
        container.ShouldNotBeEmpty($"a running {service} on {host}");
        var inspected = await lab.Lab.DockerAsync(host, ["inspect", "--format", "{{.State.Pid}}", container], cancellation);
        var killed = await lab.Lab.ExecAsync(host, ["kill", "-s", signal, inspected.StandardOutput.Trim()], cancellation);
        killed.ExitCode.ShouldBe(0, killed.StandardError);
    }

    /// <summary>Waits until an address answers 2xx. While hosts restart, connections break off in every way.</summary>
    public static Task WaitUntilServedAsync(HttpClient http, Uri address, int seconds, CancellationToken cancellation) =>
        WaitUntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await http.GetAsync(address, cancellation);
                    return answer.IsSuccessStatusCode;
                }
                catch (Exception failure) when (failure is HttpRequestException or IOException
                    || (failure is TaskCanceledException && !cancellation.IsCancellationRequested))
                {
                    return false;
                }
            },
            seconds,
            cancellation);

    public static async Task WaitUntilAsync(Func<Task<bool>> condition, int seconds, CancellationToken cancellation)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(start).TotalSeconds > seconds)
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"It did not come true within {seconds} s."));
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellation);
        }
    }

    private static async Task<string?> VipHolderOrNoneAsync(LabFixture lab, CancellationToken cancellation)
    {
        var report = await new StatusCollector(lab.Context).CollectAsync(cancellation);
        return report.VipHolders is [var only] ? only : null;
    }
}
