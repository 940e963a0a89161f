using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shouldly;

namespace CloudApp.Tests.Browser;

/// <summary>A person at the page: one browser context, and everything that the browser complains about.</summary>
internal sealed class Visit : IAsyncDisposable
{
    // A busy machine renders late.
    private const int TimeoutMs = 20_000;

    private const string WatchPolicy =
        "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))";

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Visit(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    public ILocator Notice => Page.Locator("#notice");

    public ILocator LatestName => Page.Locator("#latest-name");

    public ILocator Tiles => Page.Locator("#pictures > li");

    /// <summary>Opens the page.</summary>
    public static async Task<Visit> OpenAsync(IBrowser browser, Uri address, BrowserNewContextOptions? options = null)
    {
        var own = await browser.NewContextAsync(options);
        own.SetDefaultTimeout(TimeoutMs);
        Assertions.SetDefaultExpectTimeout(TimeoutMs);
        var visit = new Visit(own, await own.NewPageAsync());
        visit.Listen();
        if (options?.JavaScriptEnabled is not false)
            await visit.Page.AddInitScriptAsync(WatchPolicy);
        await visit.Page.GotoAsync(address.ToString());
        return visit;
    }

    /// <summary>Fills the form; nothing is sent yet.</summary>
    public async Task ChooseAsync(string name, byte[] image, string fileName = "picture.png")
    {
        await Page.GetByLabel("Name").FillAsync(name);
        await Page.GetByLabel("Picture", new PageGetByLabelOptions { Exact = true })
            .SetInputFilesAsync(new FilePayload { Name = fileName, MimeType = "image/png", Buffer = image });
    }

    public Task SubmitAsync() => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Upload" }).ClickAsync();

    /// <summary>Waits until the browser has decoded an image, and returns its width in pixels.</summary>
    public async Task<int> WidthOfAsync(string selector)
    {
        await Page.WaitForFunctionAsync("s => document.querySelector(s)?.naturalWidth > 0", selector);
        return await Page.EvaluateAsync<int>("s => document.querySelector(s).naturalWidth", selector);
    }

    /// <summary>Fails when the page broke its own policy, a script broke, or something opened a dialog.</summary>
    public void HasNoComplaints() => _complaints.ShouldBeEmpty();

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Listen()
    {
        Page.PageError += (_, error) => _complaints.Enqueue($"script: {error}");
        Page.Console += (_, message) =>
        {
            // What a server refused is the tests' own doing.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        Page.Dialog += async (_, dialog) =>
        {
            if (!string.Equals(dialog.Type, DialogType.BeforeUnload, StringComparison.Ordinal))
                _complaints.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }
}
