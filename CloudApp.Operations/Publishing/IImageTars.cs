namespace CloudApp.Operations.Publishing;

/// <summary>Where the images' tar files come from when a bundle carries its own images.</summary>
public interface IImageTars
{
    /// <summary>Builds what is missing. The result has one path per component that was asked for.</summary>
    Task<IReadOnlyDictionary<string, string>> GetAsync(IReadOnlyCollection<string> components, CancellationToken cancellationToken);
}
