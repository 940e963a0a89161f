namespace CloudApp.Contracts.Settings;

/// <summary>The values that stand in a bundle's <c>.env</c> and nowhere else, by the name of their variable. None has a default.</summary>
public static class SecretVariables
{
    public const string MySqlAdminPassword = "MYSQL_ADMIN_PASSWORD";
    public const string MySqlReplicationPassword = "MYSQL_REPLICATION_PASSWORD";
    public const string MySqlAppPassword = "MYSQL_APP_PASSWORD";
    public const string MySqlBackupPassword = "MYSQL_BACKUP_PASSWORD";

    /// <summary>Of both agents and both backup services, and of the operator.</summary>
    public const string AgentToken = "AGENT_TOKEN";

    public const string StoreRootUser = "STORE_ROOT_USER";
    public const string StoreRootPassword = "STORE_ROOT_PASSWORD";
    public const string StoreAppAccessKey = "STORE_APP_ACCESS_KEY";
    public const string StoreAppSecretKey = "STORE_APP_SECRET_KEY";

    /// <summary>Of the bucket outside the two hosts.</summary>
    public const string TargetAccessKey = "TARGET_ACCESS_KEY";

    public const string TargetSecretKey = "TARGET_SECRET_KEY";

    /// <summary>In PEM, in base64.</summary>
    public const string TlsCaCertificate = "TLS_CA_CERT_B64";

    public const string TlsCertificate = "TLS_CERT_B64";
    public const string TlsKey = "TLS_KEY_B64";
}
