using System.Globalization;
using System.Text;

namespace CloudApp.Api.Pages;

/// <summary>The latest picture and the gallery. The script takes both, whole, from pages that it asks for.</summary>
internal static class PicturesHtml
{
    internal static void AppendLatest(StringBuilder html, HomeModel model)
    {
        html.Append("<section id=\"latest\" class=\"card latest\" aria-labelledby=\"latest-title\">\n<h2 id=\"latest-title\">Latest picture</h2>\n");
        html.Append(model switch
        {
            { IsAway: true } => "<p class=\"frame\">The pictures are out of reach for a moment.</p>\n",
            { Pictures: [var latest, ..] } => Latest(latest),
            _ => "<p class=\"frame\">No picture yet. Yours can be the first.</p>\n",
        });
        html.Append("</section>\n");
    }

    internal static void AppendGallery(StringBuilder html, HomeModel model)
    {
        // The newest page shows its first picture large, above.
        var pictures = model.IsNewest ? model.Pictures.Skip(1).ToList() : model.Pictures;
        html.Append("<section id=\"gallery\" aria-labelledby=\"gallery-title\">\n");
        html.Append(CultureInfo.InvariantCulture, $"<h2 id=\"gallery-title\"{(model.IsNewest && pictures.Count == 0 ? " hidden" : "")}>{(model.IsNewest ? "Gallery" : "Older pictures")}</h2>\n");
        if (!model.IsNewest && pictures.Count == 0) html.Append(model.IsAway ? "<p>The pictures are out of reach for a moment.</p>\n" : "<p>There are no older pictures.</p>\n");
        html.Append("<ul id=\"pictures\" class=\"grid\">\n");
        foreach (var picture in pictures) html.Append(Tile(picture));
        html.Append("</ul>\n<nav id=\"pager\" aria-label=\"Pages of the gallery\">\n");
        if (!model.IsNewest) html.Append("<a class=\"button\" href=\"/\" rel=\"first\">Newest pictures</a>\n");
        if (model.OlderAddress is { } older) html.Append(CultureInfo.InvariantCulture, $"<a id=\"older\" class=\"button\" href=\"{Html.Text(older)}\" rel=\"next\">Older pictures</a>\n");
        html.Append("</nav>\n</section>\n");
    }

    // bdi: a name that is written from right to left must not turn the words around it.
    private static string Latest(Picture picture) => $"""
        <figure>
        <a class="frame" href="{picture.ImageAddress}"><img id="latest-image" src="{picture.ImageAddress}" alt="{Html.Text(picture.Name)}"></a>
        <figcaption><strong><bdi id="latest-name">{Html.Text(picture.Name)}</bdi></strong>
        <span class="meta">Taken in by {Html.Text(picture.Site)}, {Time(picture.CreatedAt)}</span></figcaption>
        </figure>

        """;

    // The link's words are the name: the image beside it would only say it twice.
    private static string Tile(Picture picture) => $"""
        <li><a href="{picture.ImageAddress}"><img src="{picture.TileAddress}" data-whole="{picture.ImageAddress}" alt="" loading="lazy" decoding="async" width="320" height="240">
        <bdi class="name">{Html.Text(picture.Name)}</bdi><span class="meta">{Time(picture.CreatedAt)}</span></a></li>

        """;

    private static string Time(DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"<time datetime=\"{at.UtcDateTime:O}\">{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC</time>");
}
