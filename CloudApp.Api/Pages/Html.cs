using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CloudApp.Api.Pages;

internal static class Html
{
    // The page is UTF-8: only what means something in HTML needs to be written otherwise.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Text as it may stand between tags and in quoted attributes.</summary>
    internal static string Text(string value) => Encoder.Encode(value);
}
