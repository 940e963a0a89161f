using System.Security.Cryptography;

namespace CloudApp.Api.Pages;

/// <summary>A file that the page loads. Its address names its content, so that it may be cached for ever.</summary>
internal sealed record PageAsset(string Name, string ContentType, byte[] Content)
{
    internal string Tag { get; } = Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 8));

    internal string Address => $"/assets/{Tag}/{Name}";
}

internal static class PageAssets
{
    internal static readonly PageAsset Style = Join("site.css", "text/css; charset=utf-8", "site.css");
    internal static readonly PageAsset Icon = Join("icon.svg", "image/svg+xml", "icon.svg");

    /// <summary>All scripts as one, in the order in which they need each other.</summary>
    internal static readonly PageAsset Script =
        Join("site.js", "text/javascript; charset=utf-8", "page.js", "gallery.js", "sender.js", "upload.js");

    internal static PageAsset? Find(string tag, string name) =>
        new[] { Style, Script, Icon }.FirstOrDefault(a => string.Equals(a.Tag, tag, StringComparison.Ordinal) && string.Equals(a.Name, name, StringComparison.Ordinal));

    private static PageAsset Join(string name, string contentType, params ReadOnlySpan<string> parts)
    {
        using var memory = new MemoryStream();
        foreach (var part in parts)
        {
            using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"assets/{part}")!;
            stream.CopyTo(memory);
        }

        return new PageAsset(name, contentType, memory.ToArray());
    }
}
