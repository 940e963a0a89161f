using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CloudApp.Tests.Browser;

/// <summary>What a person does at the page while nothing fails.</summary>
public sealed class PageTests(Chromium chromium) : PageTest(chromium)
{
    private const int PerPage = 24;

    [Fact]
    public async Task An_upload_shows_a_preview_and_then_the_picture_without_a_new_page()
    {
        await StoreAsync("Before", Landscape.Png(seed: 2));
        await using var visit = await OpenAsync();
        await visit.Page.EvaluateAsync("document.body.dataset.same = 'yes'");
        var key = await visit.Page.Locator("[name=idempotency_key]").InputValueAsync();

        await visit.ChooseAsync("Evening", Landscape.Png(seed: 1));
        (await visit.WidthOfAsync("#preview")).ShouldBe(480);
        await visit.SubmitAsync();

        await Expect(visit.Notice).ToHaveTextAsync("Stored by app1 at host1.");
        await Expect(visit.LatestName).ToHaveTextAsync("Evening");
        (await visit.WidthOfAsync("#latest-image")).ShouldBe(480);
        (await NamesAsync(visit)).ShouldBe(["Evening", "Before"]);
        (await visit.Page.EvaluateAsync<string?>("document.body.dataset.same")).ShouldBe("yes");
        await Expect(visit.Page.GetByLabel("Name")).ToHaveValueAsync("");
        await Expect(visit.Page.Locator("#preview")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#sending")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("[name=idempotency_key]")).Not.ToHaveValueAsync(key);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task The_page_says_who_answered()
    {
        await using var visit = await OpenAsync();

        await Expect(visit.Page.Locator(".served")).ToHaveTextAsync("Answered by app1 at host1");
        await Expect(visit.Page.Locator("#latest")).ToContainTextAsync("No picture yet");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task The_gallery_grows_page_by_page_to_the_oldest_picture()
    {
        var names = await FillAsync((2 * PerPage) + 5);
        await using var visit = await OpenAsync();
        var older = visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Older pictures" });

        (await NamesAsync(visit)).ShouldBe(names.Take(PerPage));
        await older.ClickAsync();
        await Expect(visit.Tiles).ToHaveCountAsync((2 * PerPage) - 1);
        // The keyboard is where the new ones begin.
        await Expect(visit.Tiles.Nth(PerPage - 1).GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        await older.ClickAsync();
        await Expect(visit.Tiles).ToHaveCountAsync(names.Count - 1);

        await Expect(older).ToHaveCountAsync(0);
        (await NamesAsync(visit)).ShouldBe(names);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_refused_name_is_explained_and_has_the_focus()
    {
        await using var visit = await OpenAsync();

        await visit.ChooseAsync("turned \u202Egnp.exe", Landscape.Png(seed: 1));
        await visit.SubmitAsync();

        await Expect(visit.Notice).ToContainTextAsync("characters that are not allowed");
        await Expect(visit.Page.GetByLabel("Name")).ToBeFocusedAsync();
        await Expect(visit.Page.GetByLabel("Name")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(visit.Page.Locator("#preview")).ToBeVisibleAsync();
        Api.Own.Objects.ShouldBeEmpty();
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_even_sent()
    {
        await using var visit = await OpenAsync();
        var sent = 0;
        visit.Page.Request += (_, request) => sent += string.Equals(request.Method, "POST", StringComparison.Ordinal) ? 1 : 0;

        await visit.ChooseAsync("Large", new byte[10_000_001]);
        await visit.SubmitAsync();

        var said = await visit.Page.EvaluateAsync<string>("document.getElementById('image').validationMessage");
        said.ShouldBe("This picture is larger than 10 MB.");
        sent.ShouldBe(0);
    }

    [Fact]
    public async Task Without_script_upload_refusal_and_gallery_work()
    {
        var names = await FillAsync(PerPage + 3);
        await using var visit = await OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });

        await visit.ChooseAsync("Plain", Landscape.Png(seed: 3));
        await visit.SubmitAsync();
        await Expect(visit.LatestName).ToHaveTextAsync("Plain");
        await Expect(visit.Page).ToHaveURLAsync(Api.Address.ToString());

        await visit.ChooseAsync("Text", "no picture"u8.ToArray());
        await visit.SubmitAsync();
        await Expect(visit.Notice).ToContainTextAsync("no JPEG, PNG, GIF, WebP or AVIF");
        await Expect(visit.LatestName).ToHaveTextAsync("Plain");

        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Older pictures" }).ClickAsync();
        (await NamesAsync(visit)).ShouldBe(names.Skip(PerPage - 1));
        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Newest pictures" }).ClickAsync();
        await Expect(visit.LatestName).ToHaveTextAsync("Plain");
    }
}
