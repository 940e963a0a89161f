using System.Text;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using MySqlConnector;

namespace CloudApp.Backup.Tools;

/// <summary>The way to this host's server: connections for us, an option file for MySQL's own programs.</summary>
internal sealed class ServerAccess
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    private readonly BackupSettings _settings;
    private readonly string _connectionString;

    public ServerAccess(BackupSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        Directory.CreateDirectory(settings.Paths.RunDirectory);
        CaFile = Path.Combine(settings.Paths.RunDirectory, "ca.pem");
        OptionFile = Path.Combine(settings.Paths.RunDirectory, "mysql.cnf");
        PrivateFile.Write(CaFile, settings.Secrets.CaCertificate ?? []);
        PrivateFile.Write(OptionFile, Encoding.UTF8.GetBytes($"""
            [client]
            user={AccountNames.Backup}
            password={settings.Secrets.MySqlPassword}
            host={settings.MySqlAddress}
            port={settings.MySqlPort}
            ssl-mode=VERIFY_CA
            ssl-ca={CaFile}

            """));
        _connectionString = new MySqlConnectionStringBuilder
        {
            Server = settings.MySqlAddress,
            Port = (uint)settings.MySqlPort,
            UserID = AccountNames.Backup,
            Password = settings.Secrets.MySqlPassword,
            SslMode = MySqlSslMode.VerifyCA,
            SslCa = CaFile,
            Pooling = false,
            ConnectionTimeout = (uint)ConnectLimit.TotalSeconds,
        }.ConnectionString;
    }

    /// <summary>The authority's certificate.</summary>
    public string CaFile { get; }

    /// <summary>For <c>--defaults-file</c>: account, address and TLS of this host's server, readable by this user only.</summary>
    public string OptionFile { get; }

    /// <exception cref="BackupException">The server refuses or does not answer.</exception>
    public async Task<MySqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new MySqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (MySqlException failure)
        {
            await connection.DisposeAsync();
            throw new BackupException($"The database server of {_settings.Site} ({_settings.MySqlAddress}:{_settings.MySqlPort}) cannot be asked: {failure.Message}", failure);
        }
    }
}
