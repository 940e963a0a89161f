namespace CloudApp.MySql;

/// <summary>The error numbers of MySQL that our programs act on, by the name in its manual.</summary>
public static class ErrorNumbers
{
    /// <summary>ER_CON_COUNT_ERROR: too many connections.</summary>
    public const int TooManyConnections = 1040;

    /// <summary>ER_BAD_HOST_ERROR; the driver's number when no host of a list answers.</summary>
    public const int UnableToConnectToHost = 1042;

    /// <summary>ER_SERVER_SHUTDOWN.</summary>
    public const int ServerShutdown = 1053;

    /// <summary>ER_BAD_FIELD_ERROR: the column is not there.</summary>
    public const int UnknownColumn = 1054;

    /// <summary>ER_DUP_ENTRY: a unique key has this value already.</summary>
    public const int DuplicateKey = 1062;

    /// <summary>ER_NO_SUCH_TABLE.</summary>
    public const int NoSuchTable = 1146;

    /// <summary>ER_LOCK_WAIT_TIMEOUT.</summary>
    public const int LockWaitTimeout = 1205;

    /// <summary>ER_LOCK_DEADLOCK.</summary>
    public const int Deadlock = 1213;

    /// <summary>ER_OPTION_PREVENTS_STATEMENT: with --read-only or --super-read-only this is not the primary.</summary>
    public const int OptionPreventsStatement = 1290;

    /// <summary>ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION.</summary>
    public const int ReadOnlyTransaction = 1792;

    /// <summary>ER_READ_ONLY_MODE.</summary>
    public const int ReadOnlyMode = 1836;

    /// <summary>CR_CONNECTION_ERROR: no connection through a socket.</summary>
    public const int NoSocketConnection = 2002;

    /// <summary>CR_CONN_HOST_ERROR: no connection to a host.</summary>
    public const int NoHostConnection = 2003;

    /// <summary>CR_SERVER_GONE_ERROR.</summary>
    public const int ServerGone = 2006;

    /// <summary>CR_SERVER_LOST: the connection broke in the middle of a query.</summary>
    public const int ServerLost = 2013;

    /// <summary>ER_QUERY_TIMEOUT.</summary>
    public const int QueryTimeout = 3024;

    /// <summary>ER_SERVER_OFFLINE_MODE: the server is being fenced.</summary>
    public const int OfflineMode = 3032;

    /// <summary>ER_RUN_HOOK_ERROR: a commit that no replica has acknowledged was interrupted.</summary>
    public const int HookFailed = 3100;

    /// <summary>The server keeps no GTIDs, so there is nothing to wait for.</summary>
    public const int GtidModeOff = 3111;
}
