using System.Text.RegularExpressions;
using CloudApp.Contracts.Settings;

namespace CloudApp.Topology.Model;

/// <summary>The names of the values that stand in a bundle's <c>.env</c> and nowhere else.</summary>
public static partial class SecretNames
{
    public const string MysqlAdminPassword = SecretVariables.MySqlAdminPassword;
    public const string MysqlReplicationPassword = SecretVariables.MySqlReplicationPassword;
    public const string MysqlAppPassword = SecretVariables.MySqlAppPassword;
    public const string MysqlBackupPassword = SecretVariables.MySqlBackupPassword;
    public const string AgentToken = SecretVariables.AgentToken;
    public const string StoreRootUser = SecretVariables.StoreRootUser;
    public const string StoreRootPassword = SecretVariables.StoreRootPassword;
    public const string StoreAppAccessKey = SecretVariables.StoreAppAccessKey;
    public const string StoreAppSecretKey = SecretVariables.StoreAppSecretKey;
    public const string TargetAccessKey = SecretVariables.TargetAccessKey;
    public const string TargetSecretKey = SecretVariables.TargetSecretKey;
    public const string TlsCaCertificate = SecretVariables.TlsCaCertificate;
    public const string TlsCertificate = SecretVariables.TlsCertificate;
    public const string TlsKey = SecretVariables.TlsKey;

    /// <summary>Certificate and key differ from host to host; everything else is shared.</summary>
    public static IReadOnlyList<string> OfOneHost { get; } = [TlsCertificate, TlsKey];

    /// <summary>Keys of a store that is not ours: the operator gives them, they are not generated.</summary>
    public static IReadOnlyList<string> Given { get; } = [TargetAccessKey, TargetSecretKey];

    /// <summary>The names that a Compose file asks for, each once, in order.</summary>
    public static IReadOnlyList<string> AskedForBy(string compose) =>
        [.. Asked().Matches(compose).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\$\{(?<name>[A-Z0-9_]+):\?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Asked();
}
