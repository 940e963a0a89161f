namespace CloudApp.Backup.Planning;

/// <summary>How long to wait after a failed run: longer each time, so that a lasting fault does not fill disk and log.</summary>
internal static class RetryPlan
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Max = TimeSpan.FromHours(2);
    private const int MaxDoublings = 8;

    /// <param name="failures">Failed runs in a row, 1 or more.</param>
    public static TimeSpan After(int failures)
    {
        var wait = First * Math.Pow(2, Math.Clamp(failures - 1, 0, MaxDoublings));
        return wait < Max ? wait : Max;
    }
}
