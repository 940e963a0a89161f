using System.Globalization;
using CloudApp.Contracts.Applications;

namespace CloudApp.Operations.Status;

/// <summary>What <c>cloudapp status</c> says of the copies of the images, from what an application said.</summary>
internal static class StorageLines
{
    /// <summary>One or two lines for people.</summary>
    public static IReadOnlyList<string> Of(StorageStatus? status, DateTimeOffset now)
    {
        if (status is null)
            return ["object copies: no application answers"];
        var pair = string.Join(" and ", status.Sites);
        var lines = new List<string>
        {
            status.MissingCopies == 0
                ? $"object copies: every image is at {pair}"
                : string.Create(CultureInfo.InvariantCulture, $"object copies: {status.MissingCopies} images are not known to be at both {pair} yet"),
        };
        if (status.WithoutObject > 0)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  {status.WithoutObject} records have no good copy of their image at any site"));
        lines.Add(status.Reconciler is { } report ? Reconciler(report, now) : "  nobody has compared them yet");
        return lines;
    }

    private static string Reconciler(ReconcilerReport report, DateTimeOffset now)
    {
        var away = report.Sites.Where(static site => !site.Serves).Select(static site => site.Name).ToList();
        var pause = report.IsPaused ? $"; paused, because the store of {string.Join(" and ", away)} does not serve" : "";
        var pass = report.LastPass is { } last
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"last full comparison {Math.Max(0, (now - last.FinishedAt).TotalSeconds):0} s ago: {last.Rows} records, {last.Objects} objects, {last.MissingCopies} copies missing{Orphans(last)}")
            : "no full comparison yet";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  sweeper at {report.Leader}: {pass}; since it leads {report.Copied} copied, {report.Repaired} repaired, {report.OrphansRemoved} without a record removed{pause}");
    }

    private static string Orphans(PassReport pass) => pass switch
    {
        { Orphans: 0 } => "",
        { OrphansKept: true } => $", {pass.Orphans} objects without a record: too many to be believed, kept",
        _ => $", {pass.Orphans} objects without a record",
    };
}
