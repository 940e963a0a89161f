using System.Globalization;

namespace CloudApp.Backup.Planning;

/// <summary>What was restored against what the snapshot held. Pure.</summary>
internal static class ContentComparison
{
    private const int MaxNamed = 5;

    /// <summary>What differs, in words; empty when nothing does. Transactions are compared by the server, not here.</summary>
    public static string Differences(SnapshotContents snapshot, SnapshotContents restored)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(restored);
        var found = new List<string>();
        var after = restored.Tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        foreach (var before in snapshot.Tables)
        {
            if (!after.Remove(before.Name, out var now))
                found.Add($"{before.Name} is missing");
            else if (now.Rows != before.Rows)
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{before.Name} has {now.Rows} rows instead of {before.Rows}"));
            else if (!string.Equals(now.Checksum, before.Checksum, StringComparison.Ordinal))
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{before.Name} has its {before.Rows} rows, but not their content"));
        }
        found.AddRange(after.Keys.Order(StringComparer.Ordinal).Select(name => $"{name} is there and was not in the snapshot"));
        found.AddRange(snapshot.Objects.Except(restored.Objects, StringComparer.Ordinal).Select(name => $"{name} is missing"));
        found.AddRange(restored.Objects.Except(snapshot.Objects, StringComparer.Ordinal).Select(name => $"{name} is there and was not in the snapshot"));
        return string.Join("; ", found.Take(MaxNamed)) + (found.Count > MaxNamed ? $" and {found.Count - MaxNamed} more" : "");
    }
}
