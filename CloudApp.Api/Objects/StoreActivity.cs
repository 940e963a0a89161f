using System.Diagnostics;
using CloudApp.Api.Telemetry;

namespace CloudApp.Api.Objects;

/// <summary>One request to one site's store as a span of the trace; the HTTP request below it carries the trace on.</summary>
internal static class StoreActivity
{
    /// <summary>Starts the span; null when nobody records traces.</summary>
    /// <param name="what">put, get, delete or head.</param>
    internal static Activity? Start(string what, Uri address, string bucket, string key) =>
        ApiMetrics.Activities.StartActivity($"s3 {what}", ActivityKind.Client)
            ?.SetTag("server.address", address.Host)
            .SetTag("server.port", address.Port)
            .SetTag("aws.s3.bucket", bucket)
            .SetTag("aws.s3.key", key);
}
