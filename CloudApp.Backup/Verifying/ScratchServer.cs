using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Tools;
using MySqlConnector;

namespace CloudApp.Backup.Verifying;

/// <summary>
/// A server with an empty data directory of its own, small, without network, reached through a socket. Its data is
/// thrown away with it, and nothing that it holds needs to survive anything.
/// </summary>
internal sealed class ScratchServer : IAsyncDisposable
{
    private const string Program = "mysqld";
    private const string LargestStatement = "1G";

    private static readonly TimeSpan InitialiseLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly string _directory;
    private readonly string _socket;
    private readonly TimeProvider _time;
    private ToolProcess? _server;

    private ScratchServer(BackupPaths paths, TimeProvider time)
    {
        _directory = DirectoryOf(paths);
        _socket = Path.Combine(paths.RunDirectory, "scratch.sock");
        _time = time;
    }

    /// <summary>What mysqld complained about, for messages.</summary>
    public string Complaints => _server?.Complaints ?? "";

    /// <summary>Initialises and starts one.</summary>
    /// <exception cref="BackupException">It did not start.</exception>
    public static async Task<ScratchServer> StartAsync(BackupPaths paths, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var server = new ScratchServer(paths, time);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes what a crash has left.</summary>
    public static void RemoveLeftovers(BackupPaths paths)
    {
        if (Directory.Exists(DirectoryOf(paths)))
            Directory.Delete(DirectoryOf(paths), recursive: true);
    }

    public async Task<MySqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = _socket,
            ConnectionProtocol = MySqlConnectionProtocol.UnixSocket,
            UserID = "root",
            SslMode = MySqlSslMode.Disabled,
            AllowPublicKeyRetrieval = true,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    internal ToolProcess StartClient() => SqlClient.Start([$"--socket={_socket}", "--user=root"], _time);

    public async ValueTask DisposeAsync()
    {
        // Killed: its data goes with it.
        _server?.Dispose();
        if (Directory.Exists(_directory))
            await Task.Run(() => Directory.Delete(_directory, recursive: true));
    }

    private static string DirectoryOf(BackupPaths paths) => Path.Combine(paths.ScratchDirectory, "restore");

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
        Directory.CreateDirectory(Path.Combine(_directory, "tmp"));
        await ToolProcess.RunAsync(Program, [.. Common(), "--initialize-insecure", "--skip-log-bin", "--log-error-verbosity=1"], InitialiseLimit, _time, cancellationToken);
        _server = ToolProcess.Start(Program, [.. Common(), .. Run()], _time);
        var began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < StartLimit && !_server.HasExited)
        {
            try
            {
                await using var connection = await OpenAsync(cancellationToken);
                return;
            }
            catch (MySqlException)
            {
                await Task.Delay(Poll, _time, cancellationToken);
            }
        }
        throw new BackupException($"The scratch server did not start: {Complaints.Trim()}");
    }

    private string[] Common() =>
    [
        "--no-defaults", $"--datadir={Path.Combine(_directory, "data")}", $"--tmpdir={Path.Combine(_directory, "tmp")}", "--secure-file-priv=NULL", "--mysqlx=OFF",
        "--performance-schema=OFF", "--innodb-buffer-pool-size=128M", "--innodb-redo-log-capacity=64M", "--loose-innodb-numa-interleave=OFF",
    ];

    private string[] Run() =>
    [
        "--skip-networking", $"--socket={_socket}", $"--pid-file={Path.Combine(_directory, "mysqld.pid")}", "--skip-log-bin",
        "--gtid-mode=ON", "--enforce-gtid-consistency=ON", "--server-id=1", $"--max-allowed-packet={LargestStatement}",
        // Restored events must not begin to work here.
        "--event-scheduler=OFF",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=OFF", "--innodb-fast-shutdown=2", "--max-connections=10", "--log-error-verbosity=1",
    ];
}
