using CloudApp.Contracts.Agents;

namespace CloudApp.Operations.Agents;

/// <summary>What <c>cloudapp status</c> says of the databases, from what their agents said.</summary>
internal static class DatabaseLines
{
    /// <summary>One host's server in one line.</summary>
    public static string Server(AgentStatus? status)
    {
        if (status is null)
            return "database: its agent does not answer";
        var lag = status.Server.LagSeconds is { } seconds && !status.IsPrimary ? $", {seconds} s behind" : "";
        var saved = status.SavedTransactions.Count == 0 ? "" : $"; kept aside: {string.Join(", ", status.SavedTransactions)}";
        var error = status.Server.LastError.Length == 0 ? "" : $"; last error: {status.Server.LastError}";
        return $"database {status.Role}, {status.State}: {status.Reason}; epoch {status.Epoch}{lag}{error}{saved}";
    }

    /// <summary>What the arbiter leaves open, once, or null where it leaves nothing.</summary>
    public static string? OpenCase(IEnumerable<AgentStatus?> statuses) =>
        statuses.Select(static status => status?.OpenCase).FirstOrDefault(static open => !string.IsNullOrEmpty(open)) is { } open ? $"Left open by the arbiter: {open}." : null;

    /// <summary>The room that the arbiter has, with its problem if there is one; null where no agent tells it.</summary>
    public static string? ArbiterSpace(IReadOnlyCollection<AgentStatus?> statuses)
    {
        var problem = statuses.Select(static status => status?.ArbiterProblem).FirstOrDefault(static problem => !string.IsNullOrEmpty(problem));
        if (problem is not null)
            return $"Problem: {problem}.";
        return statuses.Max(static status => status?.ArbiterSpacePercent) is { } percent
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"etcd's space: {percent} % used at the fullest member.") : null;
    }

    /// <summary>Whether an acknowledged write can be lost now. Only a single primary can say no.</summary>
    public static string LossRisk(IReadOnlyCollection<AgentStatus?> statuses)
    {
        const string Question = "An acknowledged write can be lost now:";
        var primaries = statuses.Where(static status => status is { IsPrimary: true }).ToList();
        return primaries switch
        {
            [] => $"{Question} yes, because no primary answers.",
            [{ Sync.AcknowledgedWriteCanBeLost: false } only] => $"{Question} no, because {only.Sync.Because}.",
            [{ } only] => $"{Question} yes, because {only.Sync.Because}.",
            _ => $"{Question} yes, because both say that they are the primary.",
        };
    }
}
