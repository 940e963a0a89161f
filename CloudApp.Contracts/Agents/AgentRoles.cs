namespace CloudApp.Contracts.Agents;

/// <summary>What a database is for its clients.</summary>
public static class AgentRoles
{
    public const string Primary = "primary";
    public const string Replica = "replica";
    public const string None = "none";
}
