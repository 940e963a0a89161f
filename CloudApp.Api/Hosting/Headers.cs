using CloudApp.Api.Settings;

namespace CloudApp.Api.Hosting;

/// <summary>Headers that every answer carries.</summary>
internal static class Headers
{
    internal const string Site = "CloudApp-Site";
    internal const string Node = "CloudApp-Node";

    // blob: is the preview of a picture that was chosen and not sent yet.
    private const string PagePolicy =
        "default-src 'none'; img-src 'self' blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // The documentation's page brings its own script and style and is of no use without them.
    private const string DocsPolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    internal static void UseCommonHeaders(this IApplicationBuilder app, ApiSettings settings) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal) ? DocsPolicy : PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        // Over plain HTTP browsers ignore it and complain. Whoever invents the header only changes his own answer.
        if (context.Request.IsHttps || string.Equals(context.Request.Headers["X-Forwarded-Proto"], "https", StringComparison.Ordinal))
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers[Site] = settings.Site;
        headers[Node] = settings.Node;
        return next(context);
    });
}
