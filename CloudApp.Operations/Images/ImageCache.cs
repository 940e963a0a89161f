namespace CloudApp.Operations.Images;

/// <summary>The tars in the cache: named by component and content, the oldest removed beyond a limit.</summary>
internal sealed class ImageCache(string directory, TimeProvider time)
{
    private const int TarsPerComponentMax = 2;
    private const int HashLength = 20;

    /// <summary>Where the tar of that content is, or would be.</summary>
    public string PathOf(string component, string hash) => Path.Combine(directory, $"{component}@{hash[..HashLength]}.tar");

    /// <summary>True when the tar is there; it then counts as just used.</summary>
    public bool TryUse(string path)
    {
        if (!File.Exists(path))
            return false;
        File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        return true;
    }

    /// <summary>Lets <paramref name="write"/> fill a file aside, then moves it in place, so that a broken tar is never found.</summary>
    public async Task AddAsync(string path, Func<string, Task> write)
    {
        Directory.CreateDirectory(directory);
        var aside = path + ".part";
        File.Delete(aside);
        await write(aside);
        File.Move(aside, path, overwrite: true);
    }

    /// <summary>Keeps the most recently used tars of each component.</summary>
    public void Prune()
    {
        if (!Directory.Exists(directory))
            return;
        var old = new DirectoryInfo(directory).EnumerateFiles("*@*.tar")
            .GroupBy(file => file.Name.Split('@')[0], StringComparer.Ordinal)
            .SelectMany(files => files.OrderByDescending(file => file.LastWriteTimeUtc).Skip(TarsPerComponentMax));
        foreach (var file in old)
            file.Delete();
    }
}
