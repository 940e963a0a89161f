using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace CloudApp.Api.Telemetry;

/// <summary>What the service counts about itself, and the source of its own spans.</summary>
internal static class ApiMetrics
{
    internal const string Name = "CloudApp.Api";
    private static readonly Meter Meter = new(Name);

    internal static readonly ActivitySource Activities = new(Name);

    internal static readonly Counter<long> Uploads = Meter.CreateCounter<long>(
        "cloudapp.uploads", unit: "{upload}", description: "Uploads acknowledged, by outcome: created or repeated.");

    internal static readonly Counter<long> UploadBytes = Meter.CreateCounter<long>(
        "cloudapp.upload.size", unit: "By", description: "Bytes of the images stored.");

    internal static readonly Counter<long> Deletions = Meter.CreateCounter<long>(
        "cloudapp.deletions", unit: "{record}", description: "Records deleted.");

    internal static readonly Histogram<double> Thumbnails = Meter.CreateHistogram<double>(
        "cloudapp.thumbnail.duration", unit: "s", description: "Time to make a thumbnail, waiting included, by outcome: made, impossible or failed.");

    internal static readonly Counter<long> ThumbnailWorkers = Meter.CreateCounter<long>(
        "cloudapp.thumbnail.workers", unit: "{process}", description: "Worker processes started: after a rest, and after an image that broke one.");

    internal static readonly Counter<long> DatabaseRetries = Meter.CreateCounter<long>(
        "cloudapp.database.retries", unit: "{try}", description: "Database work repeated inside a request.");

    internal static readonly Histogram<double> StoreCalls = Meter.CreateHistogram<double>(
        "cloudapp.store.duration", unit: "s", description: "Time of a request to one site's object store, by operation and outcome: done, missing or failed.");

    internal static readonly Counter<long> StoreSecondTries = Meter.CreateCounter<long>(
        "cloudapp.store.second_tries", unit: "{try}", description: "Object store requests that went to the other site as well.");
}
