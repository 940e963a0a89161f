using System.Net.Http.Json;
using System.Text.Json;
using CloudApp.Operations.Access;
using CloudApp.Operations.Agents;
using CloudApp.Tests.Lab;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CloudApp.Tests.Browser;

/// <summary>A person at the page of the whole system, behind the VIP, while a machine dies.</summary>
public sealed class PageInLabTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int StoredWithinMs = 60_000;
    private const int CopySeconds = 20;

    // 4 MB at this rate take 4 s to send: time to pull the plug meanwhile.
    private const int UploadBytesPerSecond = 1_000_000;
    private const int ImageSide = 1150;

    private readonly string _script = Path.Combine(Path.GetTempPath(), $"cloudapp-chromium-{Guid.NewGuid():N}");

    [Fact]
    public async Task The_host_of_vip_and_primary_loses_power_while_the_page_uploads_and_the_person_does_nothing()
    {
        var time = TimeProvider.System;
        using var pair = await SystemAccess.OpenAgentsAsync(Fixture.Context.System, envFile: null, time, Cancellation);
        var primary = AgentPair.PrimaryOf(await pair.LookAsync(Cancellation)).ShouldNotBeNull().Site;
        await Hosts.MoveVipToAsync(Fixture, primary, Cancellation);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAtClientAsync(playwright);
        await using var visit = await Visit.OpenAsync(browser, Fixture.Vip("/"));
        var name = $"Kept {Guid.NewGuid():N}";
        var image = Landscape.Noise(seed: 7, ImageSide);
        await SlowDownAsync(visit);

        await visit.ChooseAsync(name, image);
        await visit.SubmitAsync();
        await visit.Page.WaitForFunctionAsync("() => document.getElementById('progress').value > 0.2");
        var start = time.GetTimestamp();
        await Fixture.Lab.PowerOffAsync(primary, Cancellation);
        await Expect(visit.Notice).ToContainTextAsync("Stored by", new LocatorAssertionsToContainTextOptions { Timeout = StoredWithinMs });

        Say($"stored {time.GetElapsedTime(start).TotalSeconds:0.0} s after {primary} lost its power: {await visit.Notice.TextContentAsync()}");
        await Expect(visit.LatestName).ToHaveTextAsync(name);
        (await visit.WidthOfAsync("#latest-image")).ShouldBe(ImageSide);
        visit.HasNoComplaints();
        await Fixture.RestoreAsync(Cancellation);
        await IsThereOnceAsync(name, image);
    }

    // Chromium itself runs in the client's network; Playwright speaks to it through pipes, which cross namespaces.
    private async Task<IBrowser> LaunchAtClientAsync(IPlaywright playwright)
    {
        await File.WriteAllTextAsync(_script, $"#!/bin/sh\nexec nsenter --net={Fixture.Client.Path} -- {Chromium.Program} \"$@\"\n", Cancellation);
        File.SetUnixFileMode(_script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return await Chromium.LaunchAsync(playwright, _script);
        }
        finally
        {
            File.Delete(_script);
        }
    }

    private static async Task SlowDownAsync(Visit visit)
    {
        var session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["offline"] = false,
            ["latency"] = 0,
            ["downloadThroughput"] = -1,
            ["uploadThroughput"] = UploadBytesPerSecond,
        });
    }

    private async Task IsThereOnceAsync(string name, byte[] image)
    {
        using var http = Fixture.CreateHttp();
        foreach (var site in Fixture.Plan.Sites)
        {
            var address = new Uri($"http://{site.App}:{Fixture.Plan.Ports.Api}/api/records?limit=100");
            using var page = await http.GetFromJsonAsync<JsonDocument>(address, Cancellation);
            var found = page!.RootElement.GetProperty("items").EnumerateArray()
                .Where(item => string.Equals(item.GetProperty("name").GetString(), name, StringComparison.Ordinal)).ToList();
            var url = new Uri(address, found.ShouldHaveSingleItem(site.Name).GetProperty("imageUrl").GetString());
            await Hosts.WaitUntilServedAsync(http, url, CopySeconds, Cancellation);
            (await http.GetByteArrayAsync(url, Cancellation)).ShouldBe(image, site.Name);
        }
    }
}
