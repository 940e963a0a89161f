using System.Globalization;

namespace CloudApp.Tests.Lab;

/// <summary>Reads HAProxy's statistics as CSV.</summary>
internal static class HaproxyStats
{
    /// <summary>Requests that each server of a backend has been given since HAProxy's start.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> RequestsAsync(
        HttpClient http, Uri stats, IReadOnlyCollection<string> servers, CancellationToken cancellationToken)
    {
        var lines = (await http.GetStringAsync(new Uri(stats + ";csv"), cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].TrimStart('#', ' ').Split(',');
        var name = Array.IndexOf(header, "svname");
        var total = Array.IndexOf(header, "stot");
        return lines.Skip(1).Select(line => line.Split(','))
            .Where(fields => fields.Length > total && servers.Contains(fields[name], StringComparer.Ordinal))
            .GroupBy(fields => fields[name], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(fields => long.Parse(fields[total], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
    }
}
