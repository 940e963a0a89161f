using CloudApp.Operations.Agents;
using CloudApp.Operations.Backups;

namespace CloudApp.Operations.Status;

/// <summary>A report in words. Pure.</summary>
public static class StatusLines
{
    public static IEnumerable<string> Of(StatusReport report, DateTimeOffset now) =>
    [
        $"VIP {report.Vip}: {Vip(report)}",
        .. report.Hosts.SelectMany(host => Host(host, now)),
        .. StorageLines.Of(report.Storage, now),
        DatabaseLines.LossRisk(report.Agents),
        .. DatabaseLines.OpenCase(report.Agents) is { } open ? [open] : Array.Empty<string>(),
        .. DatabaseLines.ArbiterSpace(report.Agents) is { } space ? [space] : Array.Empty<string>(),
        .. AgentPair.PrimaryOf(report.Agents) is null ? ["Nobody can write: there is not exactly one primary that answers."] : Array.Empty<string>(),
        report.IsHealthy ? "Everything is healthy." : "Something is not well: see above.",
    ];

    /// <summary>For a system that gives no sign of life.</summary>
    /// <param name="hint">How to name another system; may be empty.</param>
    public static string Silence(StatusReport report, string hint)
    {
        var asked = string.Join(", ", report.Hosts.Select(static host => $"{host.Name} ({host.Address})"));
        var foreign = report.VipAnswer.StartsWith(HostStatus.Foreign, StringComparison.Ordinal) ? " Something else answers at these addresses, such as a proxy or another system." : "";
        return ($"No machine of {report.System} answers: {asked} and the VIP {report.Vip} were asked.{foreign} Whether they run cannot be seen from here: "
            + $"check this machine's network and the addresses of the plan, or name another plan with '--topology FILE'. {hint}").TrimEnd();
    }

    private static string Vip(StatusReport report) => report.VipHolders switch
    {
        null => $"{report.VipAnswer}; who holds it was not asked",
        [] => "nobody",
        [var only] => only,
        _ => $"{string.Join(" and ", report.VipHolders)} (more than one: their VRRP packets do not reach each other)",
    };

    private static IEnumerable<string> Host(HostStatus host, DateTimeOffset now)
    {
        yield return host.Power is null ? $"{host.Name} ({host.Address})" : $"{host.Name} ({host.Address}): power {host.Power}, link {host.Link}";
        if (host.DatabaseRole is not null)
        {
            yield return $"  {DatabaseLines.Server(host.Database)}";
            yield return $"  {BackupLines.Status(host.Backup, now)}";
            yield return $"  object store {host.ObjectStore}, application {host.Api}";
        }
        if (host.Services is null)
            yield return "  containers: not asked, because nobody is logged in to the machine";
        foreach (var service in host.Services ?? [])
            yield return $"  {service.Service,-14} {service.Word}";
    }
}
