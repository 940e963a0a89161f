using System.Net.Sockets;
using MySqlConnector;
using Polly.Timeout;

namespace CloudApp.Api.Data;

/// <summary>Which failures a failover explains, so that the same statement may succeed a moment later.</summary>
internal static class DatabaseErrors
{
    private static readonly HashSet<int> RetryableNumbers =
    [
        ErrorNumbers.TooManyConnections,
        ErrorNumbers.UnableToConnectToHost,
        ErrorNumbers.ServerShutdown,
        ErrorNumbers.UnknownColumn, // the schema is being changed, or the change replicated
        ErrorNumbers.NoSuchTable, // the schema is being made, or replicated
        ErrorNumbers.LockWaitTimeout, // an earlier try of the same statement may still hold it
        ErrorNumbers.Deadlock,
        ErrorNumbers.OptionPreventsStatement, // fenced: this is not the primary any more
        ErrorNumbers.ReadOnlyTransaction,
        ErrorNumbers.ReadOnlyMode,
        ErrorNumbers.NoSocketConnection,
        ErrorNumbers.NoHostConnection,
        ErrorNumbers.ServerGone,
        ErrorNumbers.ServerLost,
        ErrorNumbers.QueryTimeout,
        ErrorNumbers.OfflineMode,
        ErrorNumbers.HookFailed,
    ];

    internal static bool IsRetryable(Exception error) => error switch
    {
        MySqlException mysql => IsRetryable(mysql),
        TimeoutRejectedException or TimeoutException => true,
        IOException or SocketException or EndOfStreamException => true,
        _ => false,
    };

    /// <summary>A lock or a table that is not there yet says nothing about the way to the server.</summary>
    internal static bool IsRoutesFault(Exception error) => error is not MySqlException
    {
        Number: ErrorNumbers.LockWaitTimeout or ErrorNumbers.Deadlock or ErrorNumbers.UnknownColumn or ErrorNumbers.NoSuchTable,
    };

    /// <summary>The pool's other connections lead to the same fenced server, so they are worth nothing either.</summary>
    internal static bool MakesPoolWorthless(Exception error) =>
        error is MySqlException
        {
            Number: ErrorNumbers.OptionPreventsStatement or ErrorNumbers.ServerShutdown or ErrorNumbers.ReadOnlyMode or ErrorNumbers.OfflineMode,
        };

    private static bool IsRetryable(MySqlException error) =>
        RetryableNumbers.Contains(error.Number)
        || error.IsTransient
        || error.ErrorCode is MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryInterrupted
        || error.InnerException is IOException or SocketException or TimeoutException or OperationCanceledException;
}
