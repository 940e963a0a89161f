using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CloudApp.Tests.Browser;

/// <summary>Light and dark, phone and desktop: everything fits, can be read and can be reached with a keyboard.</summary>
public sealed class PageLooksTests(Chromium chromium, ITestOutputHelper output) : PageTest(chromium)
{
    /// <summary>A folder: the screenshots are kept there, to be looked at.</summary>
    private const string FolderVariable = "CLOUDAPP_TEST_SCREENSHOTS";

    private const int WeightMost = 40_000;

    private const string ShowSending =
        """
        () => {
          document.getElementById('sending').hidden = false;
          document.getElementById('percent').textContent = '42 %';
          document.getElementById('progress').value = .42;
          say('The service is switching over. Your upload is sent again by itself, and stored only once.', 'wait');
        }
        """;

    private static readonly string[] Names =
    [
        "夕焼け 🌅", "Harbour at six", "Fog over the ridge", "North field", "After the rain", "First frost", "Road to the lake", "Old mill", "Lighthouse, from the ferry",
        "Terraces", "غروب الشمس فوق البحر", "Long walk home along the river with far too many words in its name to fit anywhere", "Dunes", "Quiet bay", "Summit",
    ];

    private static readonly (string Name, int Width, int Height)[] Screens = [("phone", 390, 844), ("desktop", 1280, 900)];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_screen_fits_and_axe_finds_nothing(ColorScheme scheme)
    {
        foreach (var (n, name) in Names.Index())
            await StoreAsync(name, Landscape.Png(seed: n));
        foreach (var (screen, width, height) in Screens)
        {
            await using var visit = await OpenAsync(Options(scheme, width, height));
            await FitsAsync(visit, $"{screen}-{scheme}");
            await visit.ChooseAsync("Evening", Landscape.Png(seed: 99));
            await visit.WidthOfAsync("#preview");
            await visit.Page.GetByLabel("Picture", new PageGetByLabelOptions { Exact = true }).FocusAsync();
            await visit.Page.EvaluateAsync(ShowSending);
            await FitsAsync(visit, $"{screen}-{scheme}-wait");
            await HasNoBarriersAsync(visit);
            await visit.Page.EvaluateAsync("say('The name is longer than 200 characters.', 'error')");
            await FitsAsync(visit, $"{screen}-{scheme}-error");
            visit.HasNoComplaints();
        }
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task An_empty_page_fits_too(ColorScheme scheme)
    {
        await using var visit = await OpenAsync(Options(scheme, 390, 844));
        await FitsAsync(visit, $"empty-{scheme}");
        await HasNoBarriersAsync(visit);
    }

    [Fact]
    public async Task The_narrowest_screen_needs_no_scrolling_sideways()
    {
        await FillAsync(3);
        await using var visit = await OpenAsync(Options(ColorScheme.Light, 320, 640));
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0);
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_in_the_order_of_reading()
    {
        await FillAsync(2);
        await using var visit = await OpenAsync();
        var reached = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            reached.Add(await visit.Page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.className || document.activeElement.textContent.trim()"));
            (await visit.Page.EvaluateAsync<bool>(
                "(() => { const e = document.activeElement.closest('.drop') ?? document.activeElement; return getComputedStyle(e).outlineStyle === 'solid'; })()"))
                .ShouldBeTrue($"the ring around {reached[^1]}");
        }

        reached[..5].ShouldBe(["brand", "name", "image", "submit", "frame"]);
        reached[5].ShouldContain("Picture 1");
        reached[6..].ShouldBe(["API", "Health"]);
    }

    [Fact]
    public async Task Who_wants_no_motion_gets_none()
    {
        await using var visit = await OpenAsync(new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await visit.Page.EvaluateAsync("say('waiting', 'wait')");
        (await visit.Page.EvaluateAsync<int>("document.getAnimations().length")).ShouldBe(0);
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.NoPreference });
        (await visit.Page.EvaluateAsync<int>("document.getAnimations().length")).ShouldBe(1);
    }

    [Fact]
    public async Task The_page_is_small_and_its_files_are_asked_for_once()
    {
        var requests = new List<string>();
        await using var visit = await OpenAsync();
        visit.Page.Request += (_, request) => requests.Add(new Uri(request.Url).AbsolutePath);
        var weight = await visit.Page.EvaluateAsync<int>(
            "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).reduce((sum, e) => sum + e.decodedBodySize, 0)");
        await visit.Page.GotoAsync(Api.Address.ToString());

        output.WriteLine($"page, style, script and icon: {weight} bytes");
        weight.ShouldBeInRange(1, WeightMost);
        var again = await visit.Page.EvaluateAsync<int>("performance.getEntriesByType('resource').filter(e => e.transferSize > 0).length");
        again.ShouldBe(0, "files that came a second time");
    }

    private static async Task FitsAsync(Visit visit, string name)
    {
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
            await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name.ToLowerInvariant()}.png"), FullPage = true });
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{name} is too wide");
    }

    private static async Task HasNoBarriersAsync(Visit visit)
    {
        var found = await visit.Page.RunAxe();
        found.Violations.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Id}: {v.Help} {string.Join(" | ", v.Nodes.Select(n => n.Html))}")).ShouldBeEmpty();
    }

    private static BrowserNewContextOptions Options(ColorScheme scheme, int width, int height) => new()
    {
        ColorScheme = scheme,
        ViewportSize = new ViewportSize { Width = width, Height = height },
        ReducedMotion = ReducedMotion.Reduce,
    };
}
