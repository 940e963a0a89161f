namespace CloudApp.Backup.Dumping;

/// <summary>How long each step may take.</summary>
internal static class DumpLimits
{
    /// <summary>A database that takes longer needs another kind of backup.</summary>
    internal static readonly TimeSpan Dump = TimeSpan.FromHours(2);

    internal static readonly TimeSpan Table = TimeSpan.FromHours(1);

    internal static readonly TimeSpan Statement = TimeSpan.FromSeconds(20);

    /// <summary>mysqldump has to start, to connect and to wait at the gate.</summary>
    internal static readonly TimeSpan DumpStart = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Writes wait while the lock is asked for, and longest when a statement runs that long: then it is given up and
    /// tried again.
    /// </summary>
    internal static readonly TimeSpan LockWait = TimeSpan.FromSeconds(1);

    /// <summary>Once it is there the lock is held for milliseconds; never longer than this.</summary>
    internal static readonly TimeSpan LockHold = TimeSpan.FromSeconds(1);

    /// <summary>The server ends a session that holds the lock and says nothing for so long.</summary>
    internal static readonly TimeSpan SilentGate = TimeSpan.FromSeconds(2);

    /// <summary>The same for mysqldump, which pauses between two tables while its output is written.</summary>
    internal static readonly TimeSpan SilentDump = TimeSpan.FromSeconds(120);

    internal static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);

    internal static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(3);

    internal const int Tries = 5;
}
