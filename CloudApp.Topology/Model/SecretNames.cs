using System.Text.RegularExpressions;

namespace CloudApp.Topology.Model;

/// <summary>The names of the values that stand in a bundle's <c>.env</c> and nowhere else.</summary>
public static partial class SecretNames
{
    public const string MysqlAdminPassword = "MYSQL_ADMIN_PASSWORD";
    public const string MysqlReplicationPassword = "MYSQL_REPLICATION_PASSWORD";
    public const string MysqlAppPassword = "MYSQL_APP_PASSWORD";
    public const string MysqlBackupPassword = "MYSQL_BACKUP_PASSWORD";
    public const string AgentToken = "AGENT_TOKEN";
    public const string StoreRootUser = "STORE_ROOT_USER";
    public const string StoreRootPassword = "STORE_ROOT_PASSWORD";
    public const string StoreAppAccessKey = "STORE_APP_ACCESS_KEY";
    public const string StoreAppSecretKey = "STORE_APP_SECRET_KEY";
    public const string TargetAccessKey = "TARGET_ACCESS_KEY";
    public const string TargetSecretKey = "TARGET_SECRET_KEY";
    public const string TlsCaCertificate = "TLS_CA_CERT_B64";
    public const string TlsCertificate = "TLS_CERT_B64";
    public const string TlsKey = "TLS_KEY_B64";

    /// <summary>The certificate of a host and its key differ from host to host; all else is shared.</summary>
    public static IReadOnlyList<string> OfOneHost { get; } = [TlsCertificate, TlsKey];

    /// <summary>Keys of a store that is not ours: the operator gives them, they are not generated.</summary>
    public static IReadOnlyList<string> Given { get; } = [TargetAccessKey, TargetSecretKey];

    /// <summary>The names that a Compose file asks for, each once, in order.</summary>
    public static IReadOnlyList<string> AskedForBy(string compose) =>
        [.. Asked().Matches(compose).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\$\{(?<name>[A-Z0-9_]+):\?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Asked();
}
