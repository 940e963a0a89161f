using System.Globalization;
using CloudApp.Contracts.Backups;

namespace CloudApp.Operations.Restoring;

/// <summary>What the command says of a restore before it is begun. Pure.</summary>
internal static class RestoreLines
{
    private const int MaxLostShown = 20;

    public static IEnumerable<string> Preview(RestorePreview preview, string site)
    {
        yield return $"{preview.Name}, made at {Text(preview.BackupAt)}, is restored on {site}; the other host copies it.";
        if (preview.Moment.Length > 0)
            yield return $"It stops at: {preview.Moment}.";
        yield return preview.ReplayCount == 0
            ? "Nothing follows the backup."
            : $"{preview.ReplayCount} transactions that followed the backup are applied; the last one is of {Text(preview.LastAt!.Value)}.";
        if (preview.LostCount > 0)
            yield return $"{preview.LostCount} writes after that moment are taken back{(preview.LostCount > MaxLostShown ? $", the first {MaxLostShown} of them:" : ":")}";
        else if (preview.IsLostComplete)
            yield return "No write is known that would be lost.";
        foreach (var write in preview.Lost.Take(MaxLostShown))
            yield return $"  {Text(write.At)}  {write.Gtid}  {string.Join("; ", write.Changes)}";
        foreach (var note in preview.Notes)
            yield return note;
        yield return "Until it is complete, nobody can read or write.";
    }

    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
