namespace CloudApp.Operations.Images;

/// <summary>Where the lab's images come from.</summary>
public interface ILabImages
{
    /// <summary>Builds what is missing and returns every image that a bundle names.</summary>
    Task<IReadOnlyList<LabImage>> EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken);
}

/// <summary>One image as the lab gets it.</summary>
/// <param name="Reference">Name and tag, as the bundles name it.</param>
/// <param name="ContentHash">Changes whenever the image does.</param>
/// <param name="TarPath">What <c>docker save</c> wrote.</param>
public sealed record LabImage(string Reference, string ContentHash, string TarPath);
