using System.Text;
using CloudApp.Api.Formats;
using CloudApp.Api.Uploads;

namespace CloudApp.Api.Pages;

/// <summary>The page as HTML. Everything that is not written here goes through the encoder.</summary>
internal static class HomePage
{
    internal const string ContentType = "text/html; charset=utf-8";
    private const int ExpectedCharacters = 16_384;

    internal static string Render(HomeModel model)
    {
        var html = new StringBuilder(ExpectedCharacters);
        AppendHead(html, model);
        if (model.IsNewest)
        {
            html.Append("<div class=\"top\">\n");
            AppendForm(html, model.IdempotencyKey);
            PicturesHtml.AppendLatest(html, model);
            html.Append("</div>\n");
        }

        PicturesHtml.AppendGallery(html, model);
        return html.Append("""
            </main>
            <footer>
            <span>Every picture is kept on two machines.</span>
            <nav aria-label="For programs"><a href="/docs">API</a><a href="/health">Health</a></nav>
            </footer>
            </body>
            </html>

            """).ToString();
    }

    private static void AppendHead(StringBuilder html, HomeModel model) => html.Append($$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="description" content="Upload a picture, look at the latest, browse.">
        <title>{{(model.IsNewest ? "CloudApp" : "Older pictures – CloudApp")}}</title>
        <link rel="icon" type="image/svg+xml" href="{{PageAssets.Icon.Address}}">
        <link rel="stylesheet" href="{{PageAssets.Style.Address}}">
        <script src="{{PageAssets.Script.Address}}" defer></script>
        </head>
        <body{{(model.IsAway ? " data-away" : "")}}>
        <header>
        <a class="brand" href="/"><img src="{{PageAssets.Icon.Address}}" alt="" width="34" height="34"><h1>CloudApp</h1></a>
        <p class="served">Answered by <strong id="node">{{Html.Text(model.Node)}}</strong> at <strong id="site">{{Html.Text(model.Site)}}</strong></p>
        </header>
        <main>
        <p id="notice" role="status"{{KindOf(model.Notice)}}>{{Html.Text(model.Notice?.Text ?? "")}}</p>

        """);

    private static string KindOf(PageNotice? notice) => notice?.Kind switch
    {
        NoticeKind.Wait => " data-kind=\"wait\"",
        NoticeKind.Error => " data-kind=\"error\"",
        _ => "",
    };

    private static void AppendForm(StringBuilder html, string key) => html.Append($"""
        <section class="card" aria-labelledby="upload-title">
        <h2 id="upload-title">Upload a picture</h2>
        <form id="upload" method="post" action="/upload" enctype="multipart/form-data">
        <input type="hidden" name="{IdempotencyKey.Field}" value="{Html.Text(key)}" autocomplete="off">
        <label for="name">Name</label>
        <input id="name" name="name" type="text" required maxlength="{UploadLimits.NameCharactersMax}" autocomplete="off" dir="auto">
        <label for="image">Picture</label>
        <div class="drop">
        <img id="preview" alt="Preview of the chosen picture" hidden>
        <span class="call" aria-hidden="true">Choose a picture or drop it here</span>
        <span id="chosen"></span>
        <input id="image" name="image" type="file" required accept="image/jpeg,image/png,image/gif,image/webp,image/avif" data-bytes-max="{ImageLimits.BytesMax}" aria-describedby="image-help">
        <span id="image-help">JPEG, PNG, GIF, WebP or AVIF, at most {ImageLimits.BytesMax / 1_000_000} MB</span>
        </div>
        <div><button id="submit" type="submit">Upload</button></div>
        <div id="sending" hidden>
        <progress id="progress" max="1" value="0" aria-label="Upload"></progress>
        <span id="percent"></span>
        <button id="cancel" type="button">Stop</button>
        </div>
        </form>
        </section>

        """);
}
