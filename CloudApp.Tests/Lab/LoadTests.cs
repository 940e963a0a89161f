using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

public sealed partial class LoadTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int Requests = 1000;
    private const int RegexTimeoutMs = 1000;

    // Health checks of both load balancers are no requests of a client and are not counted by stot.
    private const double ShareMin = 0.35;

    [Fact]
    public async Task A_thousand_requests_by_ten_clients_all_succeed_and_both_apps_serve_about_half()
    {
        var holder = await Hosts.VipHolderAsync(Fixture, Cancellation);
        var stats = new Uri($"http://{Fixture.Plan.Sites.First(site => string.Equals(site.Name, holder, StringComparison.Ordinal)).Lb}:{Fixture.Plan.Ports.HaproxyStats}/stats");
        using var http = Fixture.CreateHttp();
        string[] apps = [Fixture.Site1.AppName, Fixture.Site2.AppName];
        var before = await HaproxyStats.RequestsAsync(http, stats, apps, Cancellation);

        var result = await Fixture.Lab.ExecAsync(
            "client", ["ab", "-n", $"{Requests}", "-c", "10", "-l", Fixture.Vip("/").ToString()], Cancellation);

        Say(string.Join('\n', result.StandardOutput.Split('\n').Where(line => Figures().IsMatch(line))));
        result.ExitCode.ShouldBe(0, result.StandardError);
        Number(result.StandardOutput, "Complete requests").ShouldBe(Requests);
        Number(result.StandardOutput, "Failed requests").ShouldBe(0);
        result.StandardOutput.ShouldNotContain("Non-2xx responses");
        var after = await HaproxyStats.RequestsAsync(http, stats, apps, Cancellation);
        foreach (var app in apps)
        {
            var share = (after[app] - before[app]) / (double)Requests;
            Say(string.Create(CultureInfo.InvariantCulture, $"{app} served {share:P0}"));
            share.ShouldBeInRange(ShareMin, 1 - ShareMin);
        }
    }

    private static int Number(string text, string label) =>
        int.Parse(
            text.Split('\n').First(line => line.StartsWith(label + ":", StringComparison.Ordinal))[(label.Length + 1)..].Trim(),
            CultureInfo.InvariantCulture);

    [GeneratedRegex("^(Complete|Failed|Requests per|Time per|  99%|  50%)", RegexOptions.ExplicitCapture, RegexTimeoutMs)]
    private static partial Regex Figures();
}
