using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudApp.Operations.Agents;

/// <summary>What <c>cloudapp status</c> says of the databases, from what their agents said.</summary>
internal static class DatabaseLines
{
    /// <summary>The agent's words, or null when it gave none that can be read.</summary>
    public static AgentView? Read(JsonNode? status)
    {
        try
        {
            return status.Deserialize(AgentClientJson.Default.AgentView);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One host's server in one line.</summary>
    public static string Server(AgentView? view)
    {
        if (view is null)
            return "database: its agent does not answer";
        var lag = view.Server.LagSeconds is { } seconds && !view.IsPrimary ? $", {seconds} s behind" : "";
        var saved = view.SavedTransactions.Count == 0 ? "" : $"; kept aside: {string.Join(", ", view.SavedTransactions)}";
        var error = view.Server.LastError.Length == 0 ? "" : $"; last error: {view.Server.LastError}";
        return $"database {view.Role}, {view.State}: {view.Reason}; epoch {view.Epoch}{lag}{error}{saved}";
    }

    /// <summary>What the arbiter leaves open, once, or null where it leaves nothing.</summary>
    public static string? OpenCase(IEnumerable<AgentView?> views) =>
        views.Select(static view => view?.OpenCase).FirstOrDefault(static open => !string.IsNullOrEmpty(open)) is { } open ? $"Left open by the arbiter: {open}." : null;

    /// <summary>Whether an acknowledged write can be lost now. Only a single primary can say no.</summary>
    public static string LossRisk(IReadOnlyCollection<AgentView?> views)
    {
        const string Question = "An acknowledged write can be lost now:";
        var primaries = views.Where(static view => view is { IsPrimary: true }).ToList();
        return primaries switch
        {
            [] => $"{Question} yes, because no primary answers.",
            [{ Sync.AcknowledgedWriteCanBeLost: false } only] => $"{Question} no, because {only.Sync.Because}.",
            [{ } only] => $"{Question} yes, because {only.Sync.Because}.",
            _ => $"{Question} yes, because both say that they are the primary.",
        };
    }
}
