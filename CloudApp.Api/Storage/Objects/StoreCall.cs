using System.Diagnostics;
using CloudApp.Api.Telemetry;

namespace CloudApp.Api.Storage.Objects;

/// <summary>
/// One request to one site's store, as a span of the trace and in the metrics. The HTTP request below it carries the trace on.
/// Disposing it ends both.
/// </summary>
internal sealed class StoreCall : IDisposable
{
    private readonly string _what;
    private readonly Uri _address;
    private readonly Activity? _activity;
    private readonly long _started;
    private readonly TimeProvider _time;
    private string _outcome = "done";

    private StoreCall(string what, Uri address, TimeProvider time, Activity? activity) =>
        (_what, _address, _time, _activity, _started) = (what, address, time, activity, time.GetTimestamp());

    /// <summary>Starts the clock and, when somebody records traces, the span.</summary>
    /// <param name="what">put, get or delete.</param>
    internal static StoreCall Start(string what, Uri address, string bucket, string key, TimeProvider time) =>
        new(what, address, time, ApiMetrics.Activities.StartActivity($"s3 {what}", ActivityKind.Client)
            ?.SetTag("server.address", address.Host)
            .SetTag("server.port", address.Port)
            .SetTag("aws.s3.bucket", bucket)
            .SetTag("aws.s3.key", key));

    /// <summary>Notes how it failed. That a site does not have an object is no failure of the site.</summary>
    internal void Fail(Exception error)
    {
        if (StoreErrors.IsMissing(error))
        {
            _outcome = "missing";
            return;
        }

        _outcome = "failed";
        _activity?.SetStatus(ActivityStatusCode.Error, error.Message);
    }

    public void Dispose()
    {
        _activity?.Dispose();
        ApiMetrics.StoreCalls.Record(
            _time.GetElapsedTime(_started).TotalSeconds,
            new KeyValuePair<string, object?>("operation", _what),
            new KeyValuePair<string, object?>("server.address", _address.Host),
            new KeyValuePair<string, object?>("outcome", _outcome));
    }
}
