namespace CloudApp.Api.Data;

/// <summary>How long the application waits for the database, and how often it asks again.</summary>
internal static class DatabaseLimits
{
    /// <summary>Longest a write may take with all its repetitions: what a client waits through a failover.</summary>
    internal const int WriteTotalMs = 10_000;

    /// <summary>Longest that work which nobody waits for asks again in one go.</summary>
    internal const int BackgroundTotalMs = 4_000;

    /// <summary>Longest one try of a write may take: a connection into a dead host must not eat the budget.</summary>
    internal const int WriteAttemptMs = 2_000;

    /// <summary>
    /// Longest a read may take with all its repetitions. Below the load balancer's patience with a read (1.5 s), which then
    /// tries the other node: so reads too wait some seconds for a database that is away.
    /// </summary>
    internal const int ReadTotalMs = 1_200;

    /// <summary>Longest one try of a read may take; others run beside it long before.</summary>
    internal const int ReadAttemptMs = 1_000;

    /// <summary>A read that has no answer after this time is sent over the next route as well.</summary>
    internal const int HedgeDelayMs = 100;

    /// <summary>Pause before a read asks a route for the second time.</summary>
    internal const int RepeatDelayMs = 50;

    /// <summary>Longest the first look for an earlier upload with the same key may take, before the other router is asked.</summary>
    internal const int QuickLookFirstMs = 500;

    /// <summary>Longest to get a connection, from the pool or a new one: both hosts are on one LAN.</summary>
    internal const int OpenMs = 400;

    /// <summary>Longest a replica may take to reach the reader's own last write; then the primary is asked.</summary>
    internal const int GtidWaitMs = 200;

    /// <summary>
    /// Longest that the primary may take to show the reader's own last write. Longer than a server that was frozen as the
    /// primary stays open when it wakes (its watchdog looks every 100 ms).
    /// </summary>
    internal const int PrimaryGtidWaitMs = 500;

    /// <summary>How long after a write this node's own reads still ask for it. Replication lag above that is an alarm of its own.</summary>
    internal const int OwnWriteMemorySeconds = 30;

    /// <summary>How long a router that failed is asked last.</summary>
    internal const int AvoidAfterFailureMs = 2_000;

    /// <summary>Pause between two tries.</summary>
    internal const int RetryDelayMs = 100;

    /// <summary>Repetitions of writes that run, or pause, at the same time; the others wait. With the pause at most 80 tries a second.</summary>
    internal const int RetriesAtOnceMax = 8;

    /// <summary>Longest to open a connection; whole seconds, because the driver knows no finer unit.</summary>
    internal const uint ConnectTimeoutSeconds = 1;

    internal const uint CommandTimeoutSeconds = 2;

    /// <summary>
    /// Connections to each router for each of reading and writing. When one server is left, both nodes' pools to both
    /// routers lead to it: 2 × 2 × 2 × 32 = 256 of its 300 connections, the rest is for the agents.
    /// </summary>
    internal const uint PoolSizeMax = 32;

    /// <summary>How long an answer that everybody asks for is given again.</summary>
    internal const int ReadKeptMs = 200;

    /// <summary>Single records kept; then the memory starts afresh.</summary>
    internal const int RecordsKeptMax = 1_000;

    internal const uint PoolIdleSeconds = 60;
}
