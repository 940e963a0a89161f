namespace CloudApp.Api.Storage.Objects;

/// <summary>An object as a site's listing shows it.</summary>
internal sealed record StoredObject(string Key, long SizeBytes, DateTimeOffset ModifiedAt);

/// <summary>A piece of a site's listing, in the order of the keys.</summary>
/// <param name="IsLast">Nothing comes after it.</param>
internal sealed record ObjectPage(IReadOnlyList<StoredObject> Objects, bool IsLast);

/// <summary>The site could not be asked, or gave no answer that says anything about the object.</summary>
internal sealed class SiteUnavailableException(string site, Exception cause) : Exception($"The object store of {site} does not answer: {cause.Message}", cause);

/// <summary>
/// The object store of one site, asked at its own address: a load balancer would answer for the other site as well.
/// All methods but <see cref="IsServingAsync"/> throw <see cref="SiteUnavailableException"/>.
/// </summary>
internal interface ISiteStore
{
    /// <summary>The site, e.g. host1.</summary>
    string Name { get; }

    /// <summary>Whether it has its bucket and its sentinel object, so that "not there" means not there.</summary>
    Task<bool> IsServingAsync(CancellationToken cancellationToken);

    /// <summary>Images with keys after the given one.</summary>
    Task<ObjectPage> ListAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>Size of the object in bytes; null when this site does not have it.</summary>
    Task<long?> SizeAsync(string key, CancellationToken cancellationToken);

    /// <summary>The object's bytes; null when this site does not have it. Reading may throw what sockets throw.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Stores the object at this site, in place of what is there.</summary>
    /// <param name="content">Seekable; read from its start; left open.</param>
    Task PutAsync(string key, string contentType, Stream content, CancellationToken cancellationToken);

    /// <summary>Removes the object here; no error when it is not there.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
