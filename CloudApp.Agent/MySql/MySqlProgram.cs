using CloudApp.Agent.Children;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The command line of mysqld. What is the same on every server is in my.cnf.</summary>
internal static class MySqlProgram
{
    private const string Server = "mysqld";

    /// <summary>A third of the agent's weight, thread by thread: the lease is renewed however busy the server is.</summary>
    private const int NicerThanAgent = 5;

    internal static readonly string[] AgentsSecrets =
    [
        SecretVariables.MySqlAdminPassword, SecretVariables.MySqlReplicationPassword, SecretVariables.MySqlAppPassword, SecretVariables.MySqlBackupPassword,
        SecretVariables.AgentToken,
        SecretVariables.TlsCaCertificate, SecretVariables.TlsCertificate, SecretVariables.TlsKey,
    ];

    internal static ChildProgram Run(AgentSettings settings, TlsFiles tls) => new(Server,
    [
        $"--defaults-file={settings.Paths.ConfigurationFile}",
        $"--datadir={settings.Paths.DataDirectory}",
        $"--socket={settings.Paths.Socket}",
        $"--pid-file={Path.Combine(settings.Paths.RunDirectory, "mysqld.pid")}",
        $"--server-id={settings.ServerId}",
        $"--bind-address={settings.BindAddress}",
        $"--port={settings.MySqlPort}",
        $"--report-host={settings.Address}",
        $"--report-port={settings.MySqlPort}",
        $"--ssl-ca={tls.CaCertificate}",
        $"--ssl-cert={tls.Certificate}",
        $"--ssl-key={tls.Key}",
        $"--loose-clone-ssl-ca={tls.CaCertificate}",
        // Repeated here: no change to a file may make an unfenced start possible.
        "--super-read-only=ON", "--offline-mode=ON", "--skip-replica-start=ON",
    ])
    {
        // When mysqld knows that it has a supervisor, it exits with a code of its own after a clone.
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["MYSQLD_PARENT_PID"] = $"{Environment.ProcessId}" },
        WithoutEnvironment = AgentsSecrets,
        Nice = NicerThanAgent,
    };

    /// <summary>Creates the system tables and the first accounts in a directory, without network and without binary log.</summary>
    internal static ChildProgram Initialise(AgentSettings settings, string directory, string statementsFile) => new(Server,
    [
        $"--defaults-file={settings.Paths.ConfigurationFile}",
        "--initialize-insecure",
        $"--datadir={directory}",
        $"--init-file={statementsFile}",
        "--skip-log-bin", "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF", "--log-error-verbosity=1",
    ])
    {
        WithoutEnvironment = AgentsSecrets,
        Nice = NicerThanAgent,
    };
}
