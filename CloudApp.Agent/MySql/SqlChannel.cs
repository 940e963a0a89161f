using CloudApp.Contracts.Timing;
using MySqlConnector;

namespace CloudApp.Agent.MySql;

/// <summary>
/// One connection over the local socket, kept open and used by one caller at a time. A server that hangs never
/// hangs the caller: after the limit the connection is given up.
/// </summary>
internal sealed class SqlChannel(string socket, string user, string password, TimeProvider time) : IDisposable
{
    private const uint ConnectSeconds = 2;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _connectionString = new MySqlConnectionStringBuilder
    {
        Server = socket,
        ConnectionProtocol = MySqlConnectionProtocol.UnixSocket,
        UserID = user,
        Password = password,
        Pooling = false,
        // The driver asks for the server's public key on a plain unix socket, where the server wants the password
        // itself and refuses the login. Over TLS both agree.
        SslMode = MySqlSslMode.Required,
        AllowUserVariables = true,
        ConnectionTimeout = ConnectSeconds,
        DefaultCommandTimeout = 0,
    }.ConnectionString;

    private MySqlConnection? _connection;
    private long _session;
    private long _abandoned;

    /// <exception cref="DatabaseServerException">The work failed or took longer than the limit.</exception>
    public async Task<T> RunAsync<T>(string what, TimeSpan limit, Func<MySqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        using var deadline = new Deadline(limit, time, cancellationToken);
        try
        {
            await _turn.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DatabaseServerException($"{what}: another statement did not end within {limit.TotalMilliseconds:0} ms.", late);
        }
        try
        {
            // The driver gets no token: it cancels by opening a second connection, which a hung server hangs as well.
            var task = OpenAndRunAsync(work, CancellationToken.None);
            return await task.WaitAsync(deadline.Token);
        }
        catch (Exception failure) when (failure is MySqlException or OperationCanceledException or IOException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            // The id is kept from the login on: the driver throws when asked for the id of a connection that is not open.
            var session = Interlocked.Exchange(ref _session, 0);
            if (failure is OperationCanceledException && session != 0)
                Interlocked.Exchange(ref _abandoned, session);
            GiveUp();
            cancellationToken.ThrowIfCancellationRequested();
            var why = deadline.IsOver ? $"no answer within {limit.TotalMilliseconds:0} ms" : failure.Message;
            throw new DatabaseServerException($"{what}: {why}", failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task ExecuteAsync(string what, string sql, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync(what, limit, async (connection, token) =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return await command.ExecuteNonQueryAsync(token);
        }, cancellationToken);

    /// <summary>The server's id of a session that was given up in the middle of its work; it is returned once.</summary>
    public long? TakeAbandoned() => Interlocked.Exchange(ref _abandoned, 0) is var session and not 0 ? session : null;

    /// <summary>Drops the connection to a server that has ended.</summary>
    public void Reset()
    {
        _ = TakeAbandoned();
        GiveUp();
    }

    public void Dispose()
    {
        GiveUp();
        _turn.Dispose();
    }

    private async Task<T> OpenAndRunAsync<T>(Func<MySqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = _connection;
        if (connection is null || connection.State != System.Data.ConnectionState.Open)
        {
            GiveUp();
            Interlocked.Exchange(ref _session, 0);
            _connection = connection = new MySqlConnection(_connectionString);
            await connection.OpenAsync(cancellationToken);
            Interlocked.Exchange(ref _session, connection.ServerThread);
        }
        return await work(connection, cancellationToken);
    }

    /// <summary>Closing may block on the server, so nobody waits for it.</summary>
    private void GiveUp()
    {
        var connection = Interlocked.Exchange(ref _connection, null);
        if (connection is not null)
            _ = Task.Run(() => connection.DisposeAsync().AsTask());
    }
}
