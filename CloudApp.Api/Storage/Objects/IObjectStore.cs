namespace CloudApp.Api.Storage.Objects;

/// <summary>A part of an object on its way from one site.</summary>
/// <param name="MarkBroken">Tells the store that this site broke off, so that the next try goes to the other.</param>
internal sealed record ObjectPart(Stream Content, Action MarkBroken) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>The images. Keys are unique and never written twice with other content, so a repetition is harmless.</summary>
internal interface IObjectStore
{
    /// <summary>Stores an object at every site that serves.</summary>
    /// <param name="content">Seekable; read from its start, maybe more than once; left open.</param>
    /// <returns>How many sites have it now, at least 1.</returns>
    /// <exception cref="StoreUnavailableException">No site took it.</exception>
    Task<int> PutAsync(string key, string contentType, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens a part of an object.</summary>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="length">Number of bytes, at least 1; fewer come when the object ends before.</param>
    /// <exception cref="ObjectMissingException">Both sites say that it is not there.</exception>
    /// <exception cref="StoreUnavailableException">At least one site could not be asked, and no other has it.</exception>
    Task<ObjectPart> OpenReadAsync(string key, long offset, long length, CancellationToken cancellationToken);

    /// <summary>Removes the object at every site that answers; never throws for a store that does not answer.</summary>
    Task TryDeleteAsync(string key, CancellationToken cancellationToken);
}
