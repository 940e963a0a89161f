namespace CloudApp.Operations.Engine;

/// <summary>One command at a time, wherever it was started. The kernel frees the lock when its holder dies, however it dies.</summary>
public sealed class FileLock : IDisposable
{
    private const int RetryMs = 200;

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a directory, waiting for the command that works in it.</summary>
    public static Task<FileLock> OfDirectoryAsync(string directory, IProgress<string>? progress, TimeProvider time, CancellationToken cancellationToken) =>
        TakeAsync(
            Path.Combine(directory, ".lock"), Timeout.InfiniteTimeSpan, () => progress?.Report($"waiting for another command that works in {directory}"), time, cancellationToken);

    /// <summary>Takes a lock, waiting for the command that holds it.</summary>
    /// <param name="path">The lock file; it stays, only the lock on it goes.</param>
    /// <param name="wait">How long another command may take before we give up; infinite: for ever.</param>
    /// <param name="waiting">Called once when it is held by another command.</param>
    /// <exception cref="UserException">Another command still holds it.</exception>
    public static async Task<FileLock> TakeAsync(
        string path, TimeSpan wait, Action? waiting, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var start = time.GetTimestamp();
        for (var first = true; ; first = false)
        {
            try
            {
                // FileShare.None is flock(LOCK_EX | LOCK_NB) on Linux.
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException error) when (File.Exists(path))
            {
                if (wait != Timeout.InfiniteTimeSpan && time.GetElapsedTime(start) >= wait)
                    throw new UserException($"Another cloudapp command holds {path}. Wait for it, or end it, then run this again.", error);
                if (first)
                    waiting?.Invoke();
                await Task.Delay(TimeSpan.FromMilliseconds(RetryMs), time, cancellationToken);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
