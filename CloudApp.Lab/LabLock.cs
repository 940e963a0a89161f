using CloudApp.Operations;

namespace CloudApp.Lab;

/// <summary>One command at a time per lab. The kernel frees the lock when its holder dies, however it dies.</summary>
public sealed class LabLock : IDisposable
{
    private const int RetryMs = 200;

    private readonly FileStream _file;

    private LabLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting for the command that holds it.</summary>
    /// <param name="path">The lock file; it stays, only the lock on it goes.</param>
    /// <param name="waitSeconds">How long another command may take before we give up.</param>
    /// <exception cref="UserException">Another command still holds it.</exception>
    public static async Task<LabLock> TakeAsync(
        string path, int waitSeconds, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                // FileShare.None is flock(LOCK_EX | LOCK_NB) on Linux.
                return new LabLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException error) when (time.GetElapsedTime(start).TotalSeconds >= waitSeconds)
            {
                throw new UserException(
                    $"Another cloudapp command is working on this lab (lock {path}). Wait for it, or end it, then run this again.",
                    error);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(RetryMs), time, cancellationToken);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
