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
    internal static readonly PageAsset Style = Load("site.css", "text/css; charset=utf-8");
    internal static readonly PageAsset Script = Load("site.js", "text/javascript; charset=utf-8");

    internal static PageAsset? Find(string tag, string name) =>
        new[] { Style, Script }.FirstOrDefault(a => string.Equals(a.Tag, tag, StringComparison.Ordinal) && string.Equals(a.Name, name, StringComparison.Ordinal));

    private static PageAsset Load(string name, string contentType)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"assets/{name}")!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return new PageAsset(name, contentType, memory.ToArray());
    }
}
