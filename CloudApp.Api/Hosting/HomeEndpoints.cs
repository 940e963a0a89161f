using CloudApp.Api.Data;
using CloudApp.Api.Pages;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;

namespace CloudApp.Api.Hosting;

/// <summary>The page and what it loads.</summary>
internal static class HomeEndpoints
{
    private const string AwayNotice = "The database cannot be reached at the moment. You can upload all the same: it is stored as soon as the service is back.";

    internal static void MapHome(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/", ["GET", "HEAD"], HomeAsync).ExcludeFromDescription();
        app.MapMethods("/assets/{tag}/{name}", ["GET", "HEAD"], AssetAsync).ExcludeFromDescription();
    }

    private static async Task HomeAsync(HttpContext context, IRecordStore records, ApiSettings settings)
    {
        UploadRecord? latest = null;
        var status = StatusCodes.Status200OK;
        string? notice = null;
        try
        {
            latest = await records.LatestAsync(ReadYourWrites.Seen(context.Request), context.RequestAborted);
        }
        catch (DatabaseUnavailableException)
        {
            (status, notice) = (StatusCodes.Status503ServiceUnavailable, AwayNotice);
        }

        await WritePageAsync(context, settings, latest, notice, status);
    }

    internal static async Task WritePageAsync(HttpContext context, ApiSettings settings, UploadRecord? latest, string? notice, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = HomePage.ContentType;
        response.Headers.CacheControl = "no-store";
        var html = HomePage.Render(new HomeModel(settings.Site, settings.Node, latest, notice, Guid.NewGuid().ToString("N")));
        if (!HttpMethods.IsHead(context.Request.Method)) await response.WriteAsync(html, context.RequestAborted);
    }

    private static async Task AssetAsync(HttpContext context, string tag, string name)
    {
        var response = context.Response;
        if (PageAssets.Find(tag, name) is not { } asset)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Content.Length;
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(asset.Content, context.RequestAborted);
    }
}
