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

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public IBrowser Browser => _browser ?? throw new InvalidOperationException("Chromium has not been started.");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync(_playwright, Program);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Starts a browser with a new profile.</summary>
    /// <param name="program">Chromium itself, or a script that starts it somewhere else.</param>
    internal static Task<IBrowser> LaunchAsync(IPlaywright _playwright, string program) =>
        File.Exists(Program)
            ? _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Headless = true, Args = Arguments })
            : throw new InvalidOperationException($"There is no {Program}. './cloudapp test' installs it.");
}

/// <summary>The tests of the page share one browser and run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SharedChromium : ICollectionFixture<Chromium>
{
    public const string Name = "chromium";
}
