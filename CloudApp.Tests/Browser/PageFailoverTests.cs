using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CloudApp.Tests.Browser;

/// <summary>What a person sees while a machine of the service dies: a quiet notice, and then the picture.</summary>
public sealed class PageFailoverTests(Chromium chromium) : PageTest(chromium)
{
    private FaultyFront? _front;

    private FaultyFront Front => _front ?? throw new InvalidOperationException("The front has not been started.");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _front = await FaultyFront.StartAsync(Api.Address);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_front is not null)
            await _front.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_that_fails_in_every_way_is_stored_once_and_nobody_lifts_a_hand()
    {
        foreach (var fault in (Fault[])[Fault.Unavailable, Fault.BreaksWhileSending, Fault.AnswerIsLost])
            Front.Faults.Enqueue(fault);
        await using var visit = await OpenAsync(address: Front.Address);

        await visit.ChooseAsync("Kept", Landscape.Png(seed: 1, width: 1200, height: 900));
        await visit.SubmitAsync();

        await Expect(visit.Notice).ToContainTextAsync("sent again by itself");
        await Expect(visit.Page.Locator("#preview")).ToBeVisibleAsync();
        await Expect(visit.Notice).ToContainTextAsync("Stored by app1 at host1, at try ");
        await Expect(visit.LatestName).ToHaveTextAsync("Kept");
        // Some of them by the browser itself, below the script.
        Front.Uploads.ShouldBe(4);
        Api.Memory!.Count.ShouldBe(1);
        Api.Own.Objects.Count.ShouldBe(1);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_machine_that_falls_silent_is_not_waited_for()
    {
        Front.Faults.Enqueue(Fault.Silence);
        await using var visit = await OpenAsync(address: Front.Address);

        await visit.ChooseAsync("Kept", Landscape.Png(seed: 1));
        await visit.SubmitAsync();

        await Expect(visit.Notice).ToContainTextAsync("a little longer");
        await Expect(visit.Notice).ToContainTextAsync("Stored by app1 at host1");
        Front.Uploads.ShouldBe(2);
        Api.Memory!.Count.ShouldBe(1);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task An_upload_that_waits_can_be_stopped_and_sent_again_and_is_stored_once()
    {
        Front.Faults.Enqueue(Fault.AnswerIsLost);
        Front.Faults.Enqueue(Fault.Silence);
        await using var visit = await OpenAsync(address: Front.Address);

        await visit.ChooseAsync("Kept", Landscape.Png(seed: 1));
        await visit.SubmitAsync();
        await Expect(visit.Notice).ToContainTextAsync("sent again by itself");
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Stop" }).ClickAsync();
        await Expect(visit.Notice).ToContainTextAsync("Stopped.");
        Front.Faults.Clear();
        await visit.SubmitAsync();

        await Expect(visit.LatestName).ToHaveTextAsync("Kept");
        Api.Memory!.Count.ShouldBe(1);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_page_that_came_without_its_pictures_gets_them_by_itself()
    {
        await FillAsync(3);
        Api.Memory!.IsAway = true;
        await using var visit = await OpenAsync();
        await Expect(visit.Notice).ToContainTextAsync("switching over");
        await Expect(visit.Page.Locator("#latest")).ToContainTextAsync("out of reach");
        Api.Memory.IsAway = false;

        await Expect(visit.LatestName).ToHaveTextAsync("Picture 3");
        await Expect(visit.Tiles).ToHaveCountAsync(2);
        await Expect(visit.Notice).ToHaveTextAsync("");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_form_without_script_that_was_not_stored_says_so_and_loading_again_stores_it_once()
    {
        await using var visit = await OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        // A file on disk: one out of memory is gone when the page is loaded again.
        var file = Path.Combine(Api.SpoolDirectory, "..", $"cloudapp-{Guid.NewGuid():N}.png");
        await File.WriteAllBytesAsync(file, Landscape.Png(seed: 1), Cancellation);
        await visit.Page.GetByLabel("Name").FillAsync("Plain");
        await visit.Page.GetByLabel("Picture", new PageGetByLabelOptions { Exact = true }).SetInputFilesAsync(file);
        Api.Memory!.IsAway = true;
        await visit.SubmitAsync();
        await Expect(visit.Notice).ToContainTextAsync("Load this page again");
        Api.Memory.IsAway = false;
        await visit.Page.ReloadAsync();

        await Expect(visit.LatestName).ToHaveTextAsync("Plain");
        Api.Memory.Count.ShouldBe(1);
        File.Delete(file);
    }
}
