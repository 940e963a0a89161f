using System.Diagnostics;
using CloudApp.Api.Telemetry;
using CloudApp.Contracts.Timing;

namespace CloudApp.Api.Storage.Objects;

/// <summary>
/// Writes every object to both sites before the upload is answered, so that the loss of one site, with its disks, loses no
/// picture. A site that does not serve is passed over, and the record says that it has one copy; the reconciler makes the second.
/// Reads go through the load balancers.
/// </summary>
internal sealed partial class TwoSiteObjectStore(
    IObjectStore reads, IReadOnlyList<WatchedSite> sites, TimeProvider time, ILogger<TwoSiteObjectStore> logger) : IObjectStore
{
    public async Task<int> PutAsync(string key, string contentType, Stream content, CancellationToken cancellationToken)
    {
        var present = sites.Where(static s => !s.IsAway).ToList();
        var copies = present.Count == 0 ? 0 : await PutToAsync(present, key, contentType, content, cancellationToken);
        // Nobody took it: then those that were away a moment ago are asked as well.
        if (copies == 0) copies = await PutToAsync(sites, key, contentType, content, cancellationToken);
        return copies > 0 ? copies : throw new StoreUnavailableException($"No site could put {key}.");
    }

    public async Task<ObjectPart> OpenReadAsync(string key, long offset, long length, CancellationToken cancellationToken)
    {
        try
        {
            return await reads.OpenReadAsync(key, offset, length, cancellationToken);
        }
        catch (ObjectMissingException)
        {
            // While a site is away both load balancers lead to the other one, which can only speak for itself.
            if (await AllServeAsync(cancellationToken)) throw;
            throw new StoreUnavailableException($"{key} is not at the site that answers, and the other one does not.");
        }
    }

    public Task TryDeleteAsync(string key, CancellationToken cancellationToken) => Task.WhenAll(sites.Select(async site =>
    {
        try
        {
            await site.Store.DeleteAsync(key, cancellationToken);
        }
        catch (SiteUnavailableException error)
        {
            // No record names it: the reconciler finds it when the site is back.
            LogFailed(logger, "delete", site.Store.Name, error.Message);
        }
    }));

    private async Task<bool> AllServeAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(sites.Select(s => s.Store.IsServingAsync(cancellationToken)))).All(static serves => serves);

    /// <summary>Puts to all of them at once; after the first success the others get a moment more.</summary>
    /// <returns>How many took it.</returns>
    private async Task<int> PutToAsync(
        IReadOnlyList<WatchedSite> targets, string key, string contentType, Stream content, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(TimeSpan.FromMilliseconds(StoreLimits.PutAttemptMs), time, cancellationToken);
        var readers = new List<Stream>();
        try
        {
            foreach (var _ in targets) readers.Add(await SharedContent.OpenAsync(content, cancellationToken));
            var pending = targets.Zip(readers, (site, reader) => PutOneAsync(site, key, contentType, reader, deadline.Token, cancellationToken)).ToList();
            var copies = 0;
            while (pending.Count > 0)
            {
                var done = await Task.WhenAny(pending);
                pending.Remove(done);
                if (!await done) continue;
                if (++copies == 1) deadline.Reset(TimeSpan.FromMilliseconds(SiteLimits.SecondPutMs + (content.Length / SiteLimits.SecondPutBytesPerMs)));
            }

            cancellationToken.ThrowIfCancellationRequested();
            return copies;
        }
        finally
        {
            foreach (var reader in readers) await reader.DisposeAsync();
        }
    }

    private async Task<bool> PutOneAsync(WatchedSite site, string key, string contentType, Stream content, CancellationToken cancellationToken, CancellationToken client)
    {
        using var activity = ApiMetrics.Activities.StartActivity("s3 put", ActivityKind.Client);
        activity?.SetTag("cloudapp.store", site.Store.Name).SetTag("cloudapp.object", key);
        try
        {
            await site.Store.PutAsync(key, contentType, content, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is SiteUnavailableException or OperationCanceledException)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            if (client.IsCancellationRequested) return false;
            site.MarkAway();
            LogFailed(logger, "put", site.Store.Name, error.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Object store {What} at {Site} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string what, string site, string reason);
}
