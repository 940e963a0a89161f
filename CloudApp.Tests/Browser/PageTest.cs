using System.Globalization;
using CloudApp.Tests.Api;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Browser;

/// <summary>A test of the page in a real Chromium, with the whole application behind it in this process.</summary>
[Collection(SharedChromium.Name)]
[Trait("Layer", "component")]
public abstract class PageTest(Chromium chromium) : IAsyncLifetime
{
    private ApiUnderTest? _api;

    private protected ApiUnderTest Api => _api ?? throw new InvalidOperationException("The application has not been started.");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => _api = await ApiUnderTest.StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_api is not null)
            await _api.DisposeAsync();
    }

    private protected Task<Visit> OpenAsync(BrowserNewContextOptions? _options = null, Uri? address = null) =>
        Visit.OpenAsync(chromium.Browser, address ?? Api.Address, _options);

    /// <summary>Uploads pictures past the page; returns their names, newest first.</summary>
    protected async Task<IReadOnlyList<string>> FillAsync(int count)
    {
        var image = Landscape.Png(seed: 1, width: 48, height: 32);
        var names = Enumerable.Range(1, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"Picture {n}")).ToList();
        foreach (var name in names)
            await StoreAsync(name, image);
        names.Reverse();
        return names;
    }

    protected async Task StoreAsync(string name, byte[] image)
    {
        using var form = Samples.Form(name, image);
        using var answer = await Api.Http.PostAsync("/api/upload", form, Cancellation);
        answer.IsSuccessStatusCode.ShouldBeTrue(name);
    }

    private protected static async Task<IReadOnlyList<string>> NamesAsync(Visit visit) =>
        await visit.Page.Locator("#latest-name, #pictures .name").AllTextContentsAsync();
}
