using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CloudApp.Tests.Browser;

/// <summary>Names are text, whatever they look like.</summary>
public sealed class HostileNameTests(Chromium chromium) : PageTest(chromium)
{
    private static readonly string[] Names =
    [
        "<script>document.body.innerHTML = ''</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "' autofocus onfocus=alert(1) x='",
        "&lt;b&gt; &amp;amp; &#x3c;",
        "'; DROP TABLE records; --",
        "{{constructor.constructor('alert(1)')()}} ${alert(1)} `",
        "javascript:alert(1)",
        "غروب الشمس فوق البحر – 2026",
        "שקיעה (1) <b>",
        "夕焼け 🌅 👩‍👩‍👧‍👦",
        new('W', 200),
        "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 zalgo",
    ];

    [Fact]
    public async Task Hostile_names_are_shown_as_they_were_typed_and_do_nothing()
    {
        await using var visit = await OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 360, Height = 740 } });
        foreach (var name in Names)
        {
            await visit.ChooseAsync(name, Landscape.Png(seed: 1, width: 48, height: 32));
            await visit.SubmitAsync();
            await Expect(visit.LatestName).ToHaveTextAsync(name, new LocatorAssertionsToHaveTextOptions { UseInnerText = false });
            await Expect(visit.Page.Locator("#sending")).ToBeHiddenAsync();
        }

        (await NamesAsync(visit)).ShouldBe(Names.Reverse());
        await visit.Page.ReloadAsync();
        (await NamesAsync(visit)).ShouldBe(Names.Reverse());
        (await visit.Page.Locator("#latest *, #gallery *").EvaluateAllAsync<string[]>(
            "all => [...new Set(all.map(e => e.localName))].sort()")).ShouldBe(
            ["a", "bdi", "figcaption", "figure", "h2", "img", "li", "nav", "span", "strong", "time", "ul"]);
        (await visit.Page.Locator("#latest-image").GetAttributeAsync("alt")).ShouldBe(Names[^1]);
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, "room that the page is too wide");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_name_from_right_to_left_does_not_turn_the_words_around_it()
    {
        await StoreAsync("שקיעה 2026", Landscape.Png(seed: 1, width: 48, height: 32));
        await using var visit = await OpenAsync();

        (await visit.LatestName.EvaluateAsync<string>("e => getComputedStyle(e).unicodeBidi")).ShouldBe("isolate");
        (await visit.Page.Locator("figcaption .meta").EvaluateAsync<string>("e => getComputedStyle(e).direction")).ShouldBe("ltr");
        await visit.Page.GetByLabel("Name").FillAsync("שקיעה");
        (await visit.Page.GetByLabel("Name").EvaluateAsync<string>("e => getComputedStyle(e).direction")).ShouldBe("rtl");
    }
}
