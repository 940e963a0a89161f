namespace CloudApp.Contracts.Agents;

/// <summary>The paths that a database agent answers. All but the first five need the token.</summary>
public static class AgentRoutes
{
    /// <summary>200 while its server is the open primary, else 503; the body is the status.</summary>
    public const string Primary = "/primary";

    /// <summary>200 while its server follows and answers reads, else 503; the body is the status.</summary>
    public const string Replica = "/replica";

    /// <summary>200 while the agent is in a role that is true, else 503; the body is the status.</summary>
    public const string Health = "/healthz";

    /// <summary>GET: <see cref="AgentStatus"/>.</summary>
    public const string Status = "/status";

    /// <summary>GET with version and waitMs (0 to 5000): <see cref="AgentStatus"/> as soon as its version is another one.</summary>
    public const string Watch = "/watch";

    /// <summary>POST: the primary hands its role to the other site.</summary>
    public const string Switchover = "/commands/switchover";

    /// <summary>POST with lose: this site becomes primary without proof that it has every acknowledged write.</summary>
    public const string Failover = "/commands/failover";

    /// <summary>POST with epoch and history: a new record above these starts from this site's data, because the arbiter's is gone or older than what was seen.</summary>
    public const string NewRecord = "/commands/new-record";

    /// <summary>POST with reason: nobody may write until a restore is complete.</summary>
    public const string Close = "/commands/close";

    /// <summary>POST: <see cref="RestoreAccess"/> to an empty server in the place of this one.</summary>
    public const string BeginRestore = "/restore/begin";

    /// <summary>POST: the pair is opened with what came into the empty server.</summary>
    public const string CompleteRestore = "/restore/complete";

    /// <summary>POST by the other agent: <see cref="PeerReport"/>.</summary>
    public const string PeerReport = "/peer/report";

    /// <summary>POST by the other agent, where the two decide without a third vote.</summary>
    public const string PeerArbitration = "/peer/arbitration";
}
