using MySqlConnector;

namespace CloudApp.Api.Data;

/// <summary>
/// Runs work on a route and walks away when its time is over. The driver never sees the caller's cancellation: it would
/// answer one by opening a second connection for KILL QUERY, blocking whoever cancelled, for seconds if the host is dead.
/// What was walked away from ends by its own connect or command time-out.
/// </summary>
internal static class RouteWork
{
    /// <summary>Runs the work once.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first; the work may still be done.</exception>
    /// <exception cref="TimeoutException">No connection within <see cref="DatabaseLimits.OpenMs"/> ms.</exception>
    internal static async Task<T> RunAsync<T>(DatabaseRoute route, DatabaseWork<T> work, TimeProvider time, CancellationToken cancellationToken)
    {
        var running = RunToEndAsync(route, work, time);
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        finally
        {
            Observe(running);
        }
    }

    private static async Task<T> RunToEndAsync<T>(DatabaseRoute route, DatabaseWork<T> work, TimeProvider time)
    {
        await using var connection = await OpenAsync(route, time);
        return await work(connection, CancellationToken.None);
    }

    private static async Task<MySqlConnection> OpenAsync(DatabaseRoute route, TimeProvider time)
    {
        var connection = route.Source.CreateConnection();
        var opening = connection.OpenAsync(CancellationToken.None);
        try
        {
            await opening.WaitAsync(TimeSpan.FromMilliseconds(DatabaseLimits.OpenMs), time);
            return connection;
        }
        catch
        {
            Observe(DisposeAfterAsync(opening, connection));
            throw;
        }
    }

    private static async Task DisposeAfterAsync(Task opening, MySqlConnection connection)
    {
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.DisposeAsync();
    }

    /// <summary>Nobody waits for the task any more; its failure is no news.</summary>
    internal static void Observe(Task task) =>
        _ = task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
