using System.Globalization;
using CloudApp.Api.Data;
using CloudApp.Api.Problems;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;
using CloudApp.Api.Uploads;

namespace CloudApp.Api.Pages;

/// <summary>The page, what it loads, and its form for browsers without script.</summary>
internal static class HomeEndpoints
{
    private const int PicturesPerPage = 24;
    private const string AwayNotice = "One moment: the service is switching over to its other machine. You can upload all the same.";
    private const string RepeatNotice = "Your upload could not be stored just now. Load this page again to send it once more: it is stored only once.";

    internal static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/", ["GET", "HEAD"], HomeAsync).ExcludeFromDescription();
        app.MapPost("/upload", UploadAsync).ExcludeFromDescription();
        app.MapMethods("/assets/{tag}/{name}", ["GET", "HEAD"], AssetAsync).ExcludeFromDescription();
    }

    private static Task HomeAsync(HttpContext context, IRecordStore records, ApiSettings settings, string? before)
    {
        // A person with a mangled address is better served by the newest page than by a refusal.
        var isOlder = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id >= 1;
        return WriteAsync(context, records, settings, isOlder ? id : null, refusal: null);
    }

    private static async Task UploadAsync(HttpContext context, UploadService uploads, IRecordStore records, ApiSettings settings)
    {
        try
        {
            await UploadEndpoint.StoreAsync(context, uploads);
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = "/";
        }
        catch (Exception error) when (ProblemMiddleware.Translate(error) is { Status: < 500 or 503 } problem
            && !context.RequestAborted.IsCancellationRequested)
        {
            // The page, with the reason on it.
            await WriteAsync(context, records, settings, before: null, problem);
        }
    }

    private static async Task WriteAsync(HttpContext context, IRecordStore records, ApiSettings settings, long? before, ApiProblem? refusal)
    {
        var (pictures, older) = ((IReadOnlyList<Picture>)[], (string?)null);
        var isAway = false;
        try
        {
            // One more than is shown tells whether there is another page.
            var found = await records.PageAsync(
                new PageRequest(PicturesPerPage + 1, before ?? long.MaxValue), ReadYourWrites.Seen(context.Request), context.RequestAborted);
            pictures = [.. found.Take(PicturesPerPage).Select(Picture.Of)];
            if (found.Count > PicturesPerPage) older = $"/?before={pictures[^1].Id}";
        }
        catch (DatabaseUnavailableException)
        {
            isAway = true;
        }

        var response = context.Response;
        response.StatusCode = refusal?.Status ?? (isAway ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        response.ContentType = HomePage.ContentType;
        response.Headers.CacheControl = "no-store";
        var html = HomePage.Render(new HomeModel(
            settings.Site, settings.Node, pictures, older, before is null, isAway, NoticeFor(refusal, isAway), Guid.NewGuid().ToString("N")));
        if (!HttpMethods.IsHead(context.Request.Method)) await response.WriteAsync(html, context.RequestAborted);
    }

    private static PageNotice? NoticeFor(ApiProblem? refusal, bool isAway) => refusal switch
    {
        { Status: StatusCodes.Status503ServiceUnavailable } => new PageNotice(RepeatNotice, NoticeKind.Wait),
        { Detail: { } detail } => new PageNotice($"{refusal.Title} {detail}", NoticeKind.Error),
        { } => new PageNotice(refusal.Title, NoticeKind.Error),
        null => isAway ? new PageNotice(AwayNotice, NoticeKind.Wait) : null,
    };

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
