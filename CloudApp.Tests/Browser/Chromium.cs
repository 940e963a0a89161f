using Microsoft.Playwright;
using Xunit;

namespace CloudApp.Tests.Browser;

/// <summary>One Debian Chromium for all tests of the page; each test has a context of its own in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The browser without its windows: the same engine, and less to start.</summary>
    internal const string Program = "/usr/bin/chromium-headless-shell";

    // The browser shall ask nobody for anything but the page.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-proxy-server",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public IBrowser Browser => browser ?? throw new InvalidOperationException("Chromium has not been started.");

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await LaunchAsync(playwright, Program);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>Starts a browser with a new profile.</summary>
    /// <param name="program">Chromium itself, or a script that starts it somewhere else.</param>
    internal static Task<IBrowser> LaunchAsync(IPlaywright playwright, string program) =>
        File.Exists(Program)
            ? playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Headless = true, Args = Arguments })
            : throw new InvalidOperationException($"There is no {Program}. './cloudapp test' installs it.");
}

/// <summary>The tests of the page share one browser and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SharedChromium : ICollectionFixture<Chromium>
{
    public const string Name = "chromium";
}
