namespace CloudApp.Backup.BinaryLogs;

/// <summary>How far behind a copy is, from what the source's and the copy's files measured at one moment. Pure.</summary>
internal static class StreamLag
{
    /// <summary>Bytes that the source has and the copy has not.</summary>
    /// <param name="source">The source's files, oldest first.</param>
    /// <param name="newest">Name of the copy's newest file, empty when there is none.</param>
    internal static long BytesBehind(IReadOnlyList<(string File, long Bytes)> source, string newest, long newestBytes)
    {
        var behind = 0L;
        foreach (var (file, bytes) in source)
        {
            var order = string.CompareOrdinal(file, newest);
            behind += order > 0 ? bytes : order == 0 ? Math.Max(0, bytes - newestBytes) : 0;
        }
        return behind;
    }
}
