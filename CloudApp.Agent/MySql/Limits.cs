namespace CloudApp.Agent.MySql;

/// <summary>How long each request to MySQL may take.</summary>
internal static class Limits
{
    /// <summary>Crash recovery of a large redo log takes long; giving up early would only begin it again.</summary>
    internal static readonly TimeSpan Start = TimeSpan.FromMinutes(10);

    internal static readonly TimeSpan StartPoll = TimeSpan.FromMilliseconds(50);

    internal static readonly TimeSpan Stop = TimeSpan.FromSeconds(20);

    /// <summary>Shorter than the time after which mysqld counts as hung, so that it is blamed before its replica is.</summary>
    internal static readonly TimeSpan Observe = TimeSpan.FromMilliseconds(650);

    internal static readonly TimeSpan Statement = TimeSpan.FromSeconds(10);

    /// <summary>Switching semi-sync off was measured at up to 0.9 s.</summary>
    internal static readonly TimeSpan SemiSync = TimeSpan.FromSeconds(5);

    /// <summary>Closing writes takes 30 to 70 ms; from here on the log says what it waits for.</summary>
    internal static readonly TimeSpan SlowClose = TimeSpan.FromMilliseconds(500);

    internal static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);

    internal static readonly TimeSpan Clone = TimeSpan.FromHours(12);

    internal static readonly TimeSpan EndAfterClone = TimeSpan.FromSeconds(60);
}
