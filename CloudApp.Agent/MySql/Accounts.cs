using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>The accounts and schemas that a new server starts with.</summary>
internal static class Accounts
{
    /// <summary>
    /// The statements of the first start, one per line as mysqld's init_file wants them. They run before any network
    /// is up, and with the binary log off: both servers begin with an empty GTID set.
    /// </summary>
    /// <param name="restorePassword">If given, an account exists that may fill this server; it is removed once the restore is done.</param>
    public static string InitialStatements(AgentSecrets secrets, string? restorePassword = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        string[] statements =
        [
            "SET SESSION sql_log_bin = 0",
            "ALTER USER root@localhost IDENTIFIED BY RANDOM PASSWORD ACCOUNT LOCK",
            $"CREATE DATABASE {SchemaNames.Application}",
            $"CREATE DATABASE {SchemaNames.Agent}",
            $"CREATE TABLE {SchemaNames.Agent}.heartbeat (server_uuid CHAR(36) CHARACTER SET ascii NOT NULL PRIMARY KEY, beat BIGINT UNSIGNED NOT NULL)",
            // The agent: over the local socket only. SELECT and the like are for backups.
            $"CREATE USER {AccountNames.Agent}@localhost IDENTIFIED BY {Quote(secrets.AdminPassword)}",
            "GRANT SELECT, PROCESS, RELOAD, SHOW DATABASES, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, REPLICATION CLIENT, REPLICATION SLAVE"
                + $" ON *.* TO {AccountNames.Agent}@localhost",
            $"GRANT SYSTEM_VARIABLES_ADMIN, SESSION_VARIABLES_ADMIN, REPLICATION_SLAVE_ADMIN, CONNECTION_ADMIN, BACKUP_ADMIN, CLONE_ADMIN ON *.* TO {AccountNames.Agent}@localhost",
            $"GRANT INSERT, UPDATE, DELETE ON {SchemaNames.Agent}.* TO {AccountNames.Agent}@localhost",
            // The other server: replication, and reading everything for a clone.
            $"CREATE USER {AccountNames.Replication}@'%' IDENTIFIED BY {Quote(secrets.ReplicationPassword)} REQUIRE SSL",
            $"GRANT REPLICATION SLAVE, BACKUP_ADMIN ON *.* TO {AccountNames.Replication}@'%'",
            // This host's backups: they read the application's data in one snapshot, and the binary logs.
            $"CREATE USER {AccountNames.Backup}@'%' IDENTIFIED BY {Quote(secrets.BackupPassword)} REQUIRE SSL",
            $"GRANT FLUSH_TABLES, SHOW_ROUTINE, REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO {AccountNames.Backup}@'%'",
            $"GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON {SchemaNames.Application}.* TO {AccountNames.Backup}@'%'",
            // mysqldump queries masking policies and fails without this privilege.
            $"GRANT SELECT ON performance_schema.* TO {AccountNames.Backup}@'%'",
            // The application comes through the router, from any address.
            $"CREATE USER {AccountNames.Application}@'%' IDENTIFIED BY {Quote(secrets.AppPassword)}",
            $"GRANT ALL ON {SchemaNames.Application}.* TO {AccountNames.Application}@'%'",
            .. restorePassword is null ? Array.Empty<string>() :
            [
                $"CREATE USER {AccountNames.Restore}@'%' IDENTIFIED BY {Quote(restorePassword)} REQUIRE SSL",
                $"GRANT ALL ON *.* TO {AccountNames.Restore}@'%'",
            ],
        ];
        return string.Join(";\n", statements) + ";\n";
    }

    /// <summary>A string literal that is valid under every sql_mode.</summary>
    /// <exception cref="SettingsException">The text contains a character that such a literal cannot represent.</exception>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Any(static c => c is '\\' or '\'' || char.IsControl(c)))
            throw new SettingsException("A MYSQL_…_PASSWORD has a quote, a backslash or a control character: use another password.");
        return $"'{text}'";
    }
}
