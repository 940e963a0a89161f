using CloudApp.Topology.Rendering;

namespace CloudApp.Operations.Publishing;

/// <summary>Copies image tars into a bundle's <c>images/</c>, those that changed only.</summary>
internal static class ImageTarCopy
{
    public const string FolderName = "images";

    /// <summary>Copies what is new or has changed.</summary>
    /// <returns>How many files were written.</returns>
    public static async Task<int> CopyAsync(
        string bundleFolder, IEnumerable<BundleImage> images, IReadOnlyDictionary<string, string> tars, CancellationToken cancellationToken)
    {
        var written = 0;
        foreach (var image in images)
        {
            var source = new FileInfo(tars[image.Component]);
            var target = new FileInfo(Path.Combine(bundleFolder, FolderName, $"{image.Component}.tar"));
            // The copy takes the source's time, so that size and time tell whether it is the same one.
            if (target.Exists && target.Length == source.Length && target.LastWriteTimeUtc == source.LastWriteTimeUtc)
                continue;

            await AtomicFile.ReplaceAsync(target.FullName, AtomicFile.Readable, async stream =>
            {
                await using var content = source.OpenRead();
                await content.CopyToAsync(stream, cancellationToken);
            }, cancellationToken);
            File.SetLastWriteTimeUtc(target.FullName, source.LastWriteTimeUtc);
            written++;
        }
        return written;
    }
}
