using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The accounts and schemas that every server begins with.</summary>
public static class Accounts
{
    public const string Agent = "cloudapp_agent";
    public const string Replication = "cloudapp_replication";
    public const string Backup = "cloudapp_backup";
    public const string Restore = "cloudapp_restore";
    public const string Application = "cloudapp";
    public const string ApplicationSchema = "cloud_app";
    public const string AgentSchema = "cloudapp_ha";

    /// <summary>
    /// The statements of the first start, one per line as mysqld's init_file wants them. They run before any network
    /// is up, and with the binary log off: both servers begin with an empty GTID set.
    /// </summary>
    /// <param name="restorePassword">With it there is an account that may fill this server; it is removed when that is done.</param>
    public static string InitialStatements(AgentSecrets secrets, string? restorePassword = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        string[] statements =
        [
            "SET SESSION sql_log_bin = 0",
            "ALTER USER root@localhost IDENTIFIED BY RANDOM PASSWORD ACCOUNT LOCK",
            $"CREATE DATABASE {ApplicationSchema}",
            $"CREATE DATABASE {AgentSchema}",
            $"CREATE TABLE {AgentSchema}.heartbeat (server_uuid CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY, beat BIGINT UNSIGNED NOT NULL)",
            // The agent: over the local socket only. SELECT and the like are for backups.
            $"CREATE USER {Agent}@localhost IDENTIFIED BY {Quote(secrets.AdminPassword)}",
            "GRANT SELECT, PROCESS, RELOAD, SHOW DATABASES, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, REPLICATION CLIENT, REPLICATION SLAVE"
                + $" ON *.* TO {Agent}@localhost",
            $"GRANT SYSTEM_VARIABLES_ADMIN, SESSION_VARIABLES_ADMIN, REPLICATION_SLAVE_ADMIN, CONNECTION_ADMIN, BACKUP_ADMIN, CLONE_ADMIN ON *.* TO {Agent}@localhost",
            $"GRANT INSERT, UPDATE, DELETE ON {AgentSchema}.* TO {Agent}@localhost",
            // The other server: replication, and reading everything for a clone.
            $"CREATE USER {Replication}@'%' IDENTIFIED BY {Quote(secrets.ReplicationPassword)} REQUIRE SSL",
            $"GRANT REPLICATION SLAVE, BACKUP_ADMIN ON *.* TO {Replication}@'%'",
            // This host's backups: read what the application owns in one snapshot, and the binary logs.
            $"CREATE USER {Backup}@'%' IDENTIFIED BY {Quote(secrets.BackupPassword)} REQUIRE SSL",
            $"GRANT FLUSH_TABLES, SHOW_ROUTINE, REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO {Backup}@'%'",
            $"GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON {ApplicationSchema}.* TO {Backup}@'%'",
            // mysqldump asks for masking policies and fails where it may not.
            $"GRANT SELECT ON performance_schema.* TO {Backup}@'%'",
            // The application comes through the router, from any address.
            $"CREATE USER {Application}@'%' IDENTIFIED BY {Quote(secrets.AppPassword)}",
            $"GRANT ALL ON {ApplicationSchema}.* TO {Application}@'%'",
            .. restorePassword is null ? Array.Empty<string>() :
            [
                $"CREATE USER {Restore}@'%' IDENTIFIED BY {Quote(restorePassword)} REQUIRE SSL",
                $"GRANT ALL ON *.* TO {Restore}@'%'",
            ],
        ];
        return string.Join(";\n", statements) + ";\n";
    }

    /// <summary>A string literal that holds under every sql_mode.</summary>
    /// <exception cref="SettingsException">The text has a character that such a literal cannot hold.</exception>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Any(static c => c is '\\' or '\'' || char.IsControl(c)))
            throw new SettingsException("A MYSQL_…_PASSWORD has a quote, a backslash or a control character: use another password.");
        return $"'{text}'";
    }
}
