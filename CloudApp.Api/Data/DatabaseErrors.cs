using System.Net.Sockets;
using MySqlConnector;
using Polly.Timeout;

namespace CloudApp.Api.Data;

/// <summary>The database did not answer within the time of a request, in spite of repetitions.</summary>
internal sealed class DatabaseUnavailableException(string message, Exception cause) : Exception(message, cause);

/// <summary>Which failures a failover explains, so that the same statement may succeed a moment later.</summary>
internal static class DatabaseErrors
{
    internal const int ReadOnlyOption = 1290;
    internal const int DuplicateKey = 1062;

    private static readonly HashSet<int> RetryableNumbers =
    [
        1040, // too many connections
        1042, // no connection to any of the hosts
        1053, // server shutdown in progress
        1054, // the column is not there yet: the schema is being changed, or the change replicated
        1146, // the table is not there yet: the schema is being made, or replicated
        1205, // lock wait time-out: an earlier try of the same statement may still hold it
        1213, // deadlock
        ReadOnlyOption, // fenced: this is not the primary any more
        1792, // read-only transaction
        1836, // read-only mode
        2002, // no connection
        2003, // cannot connect
        2006, // server has gone away
        2013, // connection lost during the query
        3024, // query execution was interrupted: time exceeded
        3032, // offline mode: the server is being fenced
        3100, // the commit hook was interrupted: no acknowledgement by the replica
    ];

    internal static bool IsRetryable(Exception error) => error switch
    {
        MySqlException mysql => IsRetryable(mysql),
        TimeoutRejectedException or TimeoutException => true,
        IOException or SocketException or EndOfStreamException => true,
        _ => false,
    };

    /// <summary>A lock or a table that is not there yet says nothing about the way to the server.</summary>
    internal static bool IsRoutesFault(Exception error) => error is not MySqlException { Number: 1205 or 1213 or 1054 or 1146 };

    /// <summary>The pool's other connections lead to the same fenced server, so they are worth nothing either.</summary>
    internal static bool MakesPoolWorthless(Exception error) =>
        error is MySqlException { Number: ReadOnlyOption or 1053 or 1836 or 3032 };

    private static bool IsRetryable(MySqlException error) =>
        RetryableNumbers.Contains(error.Number)
        || error.IsTransient
        || error.ErrorCode is MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.QueryInterrupted
        || error.InnerException is IOException or SocketException or TimeoutException or OperationCanceledException;
}
