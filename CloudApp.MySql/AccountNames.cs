namespace CloudApp.MySql;

/// <summary>The accounts that the agent makes on every server.</summary>
public static class AccountNames
{
    /// <summary>The agent's own, over the local socket only.</summary>
    public const string Agent = "cloudapp_agent";

    /// <summary>The other server's.</summary>
    public const string Replication = "cloudapp_replication";

    /// <summary>The backup service's: reads what the application owns, and the binary logs.</summary>
    public const string Backup = "cloudapp_backup";

    /// <summary>There only while a restore fills the server.</summary>
    public const string Restore = "cloudapp_restore";

    /// <summary>The application's, through the router.</summary>
    public const string Application = "cloudapp";
}
