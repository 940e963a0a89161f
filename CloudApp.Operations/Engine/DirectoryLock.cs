namespace CloudApp.Operations.Engine;

/// <summary>Keeps two commands from doing the same work in one directory at the same time.</summary>
public static class DirectoryLock
{
    private const string FileName = ".lock";
    private const int PollMs = 250;

    /// <summary>Waits until no other command holds the directory; dispose the answer to give it free. The kernel frees it when this process dies.</summary>
    public static async Task<IDisposable> AcquireAsync(
        string directory, IProgress<string>? progress, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, FileName);
        for (var first = true; ; first = false)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (first)
                    progress?.Report($"waiting for another command that works in {directory}");
                await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
            }
        }
    }
}
