using MySqlConnector;

namespace CloudApp.Agent.MySql;

/// <summary>
/// Commits a row again and again while the server is open for writes. Under semi-sync the age of the last commit
/// proves that the other server still acknowledges; a replica that has vanished is still counted as a client.
/// </summary>
internal sealed class HeartbeatWriter(SqlChannel channel, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(400);

    private const string Sql = $"""
        INSERT INTO {SchemaNames.Agent}.heartbeat (server_uuid, beat) VALUES (@@global.server_uuid, 1)
        ON DUPLICATE KEY UPDATE beat = beat + 1
        """;

    private long _last;
    private volatile bool _wanted;

    /// <summary>Time since the last commit; null until the first one after it was switched on.</summary>
    public TimeSpan? Age => Interlocked.Read(ref _last) is var last and not 0 ? time.GetElapsedTime(last) : null;

    public void Enable(bool wanted)
    {
        if (wanted != _wanted)
            Interlocked.Exchange(ref _last, 0);
        _wanted = wanted;
    }

    /// <summary>Commits once, now.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => CommitAsync(Limits.Heartbeat, cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (!_wanted)
                continue;
            try
            {
                // One at a time: a commit that waits for its acknowledgement is not joined by others.
                await CommitAsync(Limits.Heartbeat, cancellationToken);
            }
            catch (DatabaseServerException)
            {
                // The age of the last commit tells.
            }
        }
    }

    private async Task CommitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await channel.RunAsync("heartbeat", limit, static async (connection, token) =>
        {
            await using var command = new MySqlCommand(Sql, connection);
            return await command.ExecuteNonQueryAsync(token);
        }, cancellationToken);
        if (_wanted)
            Interlocked.Exchange(ref _last, time.GetTimestamp());
    }
}
