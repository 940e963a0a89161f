using CloudApp.Backup.Storage;

namespace CloudApp.Backup.OffSite;

/// <summary>A directory, such as a mounted NAS.</summary>
/// <param name="hostDirectory">Its path on the host, for messages.</param>
internal sealed class DirectoryTarget(string directory, string hostDirectory) : ITarget
{
    /// <summary>Without it the directory is the empty place where nothing is mounted.</summary>
    public const string MarkName = "cloudapp-target";

    private const string UnfinishedExtension = ".unfinished";

    public string Description => hostDirectory;

    public Task<IReadOnlyList<TargetFile>> ListAsync(CancellationToken cancellationToken) => Task.FromResult(Guard<IReadOnlyList<TargetFile>>(() =>
        [.. Directory.EnumerateFiles(directory, "*.age", SearchOption.AllDirectories)
            .Select(file => (Name: SealedName.Parse(Path.GetRelativePath(directory, file)), Info: new FileInfo(file)))
            .Where(static found => found.Name is { } name && found.Info.Length == name.Bytes)
            .Select(static found => new TargetFile(found.Name!, new DateTimeOffset(found.Info.LastWriteTimeUtc)))]));

    public async Task PutAsync(string path, string file, CancellationToken cancellationToken)
    {
        var target = Guard(() =>
        {
            var whole = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
            return whole;
        });
        try
        {
            await using (var source = File.OpenRead(file))
            await using (var copy = new FileStream(target + UnfinishedExtension, FileMode.Create, FileAccess.Write))
            {
                await source.CopyToAsync(copy, cancellationToken);
                copy.Flush(flushToDisk: true);
            }
            File.Move(target + UnfinishedExtension, target, overwrite: true);
            DurableDirectory.Sync(Path.GetDirectoryName(target)!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refusal(failure);
        }
    }

    public Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) => Task.FromResult(Guard<Stream>(() => File.OpenRead(Path.Combine(directory, path))));

    public Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        Guard(() =>
        {
            File.Delete(Path.Combine(directory, path));
            return true;
        });
        return Task.CompletedTask;
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return File.Exists(Path.Combine(directory, MarkName))
                ? work()
                : throw new TargetException($"The target {hostDirectory} has no file '{MarkName}': it is not mounted, or not prepared ('touch {hostDirectory}/{MarkName}').");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refusal(failure);
        }
    }

    private TargetException Refusal(Exception failure) => new($"The target {hostDirectory} refuses: {failure.Message}", failure);
}
