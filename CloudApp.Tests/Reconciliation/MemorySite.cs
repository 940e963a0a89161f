using System.Collections.Concurrent;
using CloudApp.Api.Storage.Objects;

namespace CloudApp.Tests.Reconciliation;

/// <summary>One site's objects in memory, for what the reconciler decides and does. The real server is the lab's business.</summary>
internal sealed class MemorySite(string name, TimeProvider time) : ISiteStore
{
    internal ConcurrentDictionary<string, (byte[] Bytes, DateTimeOffset At)> Objects { get; } = new(StringComparer.Ordinal);

    public string Name => name;

    internal bool Serves { get; set; } = true;

    /// <summary>Puts hang until they are given up.</summary>
    internal bool IsFrozen { get; set; }

    /// <summary>So many more objects are taken; then the site is away.</summary>
    internal int PutsLeft { get; set; } = int.MaxValue;

    internal int Puts { get; private set; }

    internal void Put(string key, byte[] bytes, TimeSpan age = default) => Objects[key] = (bytes, time.GetUtcNow() - age);

    public Task<bool> IsServingAsync(CancellationToken cancellationToken) => Task.FromResult(Serves);

    public Task<ObjectPage> ListAsync(string after, int limit, CancellationToken cancellationToken)
    {
        FailWhenAway();
        var all = Objects.Where(o => string.CompareOrdinal(o.Key, after) > 0).OrderBy(o => o.Key, StringComparer.Ordinal).ToList();
        return Task.FromResult(new ObjectPage([.. all.Take(limit).Select(o => new StoredObject(o.Key, o.Value.Bytes.Length, o.Value.At))], all.Count <= limit));
    }

    public Task<long?> SizeAsync(string key, CancellationToken cancellationToken)
    {
        FailWhenAway();
        return Task.FromResult<long?>(Objects.TryGetValue(key, out var found) ? found.Bytes.Length : null);
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        FailWhenAway();
        return Task.FromResult<Stream?>(Objects.TryGetValue(key, out var found) ? new MemoryStream(found.Bytes) : null);
    }

    public async Task PutAsync(string key, string contentType, Stream content, CancellationToken cancellationToken)
    {
        if (IsFrozen) await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        lock (Objects)
        {
            if (PutsLeft-- <= 0) Serves = false;
            FailWhenAway();
            Puts++;
        }

        content.Position = 0;
        using var memory = new MemoryStream();
        await content.CopyToAsync(memory, cancellationToken);
        Put(key, memory.ToArray());
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        FailWhenAway();
        Objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    private void FailWhenAway()
    {
        if (!Serves) throw new SiteUnavailableException(name, new IOException("away"));
    }
}
