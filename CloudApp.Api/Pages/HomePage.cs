using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using CloudApp.Api.Records;
using CloudApp.Api.Uploads;

namespace CloudApp.Api.Pages;

/// <summary>What the page shows.</summary>
/// <param name="Latest">Newest record; null when there is none or it cannot be read.</param>
/// <param name="Notice">A sentence above the form, e.g. why an upload was refused; null for none.</param>
internal sealed record HomeModel(string Site, string Node, UploadRecord? Latest, string? Notice, string IdempotencyKey);

/// <summary>The page as HTML. Everything that is not written here goes through the encoder.</summary>
internal static class HomePage
{
    internal const string ContentType = "text/html; charset=utf-8";

    internal static string Render(HomeModel model)
    {
        var html = new StringBuilder(4_096);
        html.Append($$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>CloudApp</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="{{PageAssets.Style.Address}}">
            <script src="{{PageAssets.Script.Address}}" defer></script>
            </head>
            <body>
            <header><h1>CloudApp</h1>
            <p>Answered by <strong id="node">{{Text(model.Node)}}</strong> at site <strong id="site">{{Text(model.Site)}}</strong></p></header>
            <main>

            """);
        html.Append($"""<p id="notice" role="status"{(model.Notice is null ? " hidden" : "")}>{Text(model.Notice ?? "")}</p>""").Append('\n');
        AppendForm(html, model.IdempotencyKey);
        AppendLatest(html, model.Latest);
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void AppendForm(StringBuilder html, string key) => html.Append($"""
        <section aria-labelledby="upload-title">
        <h2 id="upload-title">Upload an image</h2>
        <form id="upload" method="post" action="/upload" enctype="multipart/form-data">
        <input type="hidden" name="{IdempotencyKey.Field}" value="{Text(key)}">
        <label for="name">Name</label>
        <input id="name" name="name" type="text" required maxlength="{UploadLimits.NameCharactersMax}" autocomplete="off">
        <label for="image">Image: JPEG, PNG, GIF, WebP or AVIF, at most {UploadLimits.ImageBytesMax / 1_000_000} MB</label>
        <input id="image" name="image" type="file" required accept="image/jpeg,image/png,image/gif,image/webp,image/avif">
        <button type="submit">Upload</button>
        <progress id="progress" max="100" value="0" hidden aria-label="Upload progress"></progress>
        </form>
        </section>

        """);

    private static void AppendLatest(StringBuilder html, UploadRecord? latest)
    {
        html.Append("<section aria-labelledby=\"latest-title\">\n<h2 id=\"latest-title\">Latest upload</h2>\n");
        if (latest is null)
        {
            html.Append("<p>Nothing to show yet.</p>\n</section>\n");
            return;
        }

        var name = Text(latest.Name);
        var at = latest.CreatedAt.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        html.Append($"""
            <figure>
            <img id="latest-image" src="{RecordView.UrlOf(latest.Id)}/image" alt="{name}">
            <figcaption><strong id="latest-name">{name}</strong><br>
            <span>Taken by site {Text(latest.Site)} at <time datetime="{latest.CreatedAt:O}">{at}</time></span></figcaption>
            </figure>
            </section>

            """);
    }

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);
}
