namespace CloudApp.Failover;

/// <summary>
/// Every time the core waits for, in milliseconds of the agent's monotonic clock. Rates of two clocks may differ by
/// 1 %, offsets are arbitrary.
/// </summary>
public sealed record AgentTimings
{
    /// <summary>Shorter leases end before a busy machine has renewed them. etcd grants whole seconds, so it cannot go lower either.</summary>
    public const int MinLeaseTtlMs = 1_000;

    /// <summary>Longer ones only keep writes away for longer after a loss.</summary>
    public const int MaxLeaseTtlMs = 60_000;

    /// <summary>How long the lease lives without a keep-alive: <see cref="MinLeaseTtlMs"/> to <see cref="MaxLeaseTtlMs"/>.</summary>
    public int LeaseTtlMs { get; init; } = MinLeaseTtlMs;

    /// <summary>Between keep-alives: ten within one lease, because on a busy machine an answer may take half of one.</summary>
    public int KeepAliveMs => LeaseTtlMs / 10;

    /// <summary>Fencing starts this long after the last successful keep-alive was sent, so that it ends before the lease does.</summary>
    public int FenceStartsMs => LeaseTtlMs * 70 / 100;

    /// <summary>offline_mode gets this long, then SIGKILL.</summary>
    public int FenceBudgetMs => Math.Min(300, LeaseTtlMs * 20 / 100);

    /// <summary>The watchdog kills this long after it: 5 % before the end, for the clocks' 1 % and the kill itself.</summary>
    public int WatchdogMs => LeaseTtlMs * 95 / 100;

    /// <summary>Between observations of the arbiter by a host without the lease.</summary>
    public int ObserveMs => LeaseTtlMs / 5;

    /// <summary>A snapshot of the arbiter that is older than this is no basis for a decision.</summary>
    public int SnapshotStaleMs => LeaseTtlMs * 6 / 10;

    /// <summary>The arbiter's reply is awaited for this long.</summary>
    public int ArbiterReplyMs => LeaseTtlMs / 2;

    /// <summary>Between reports to the peer.</summary>
    public int ReportMs { get; init; } = 100;

    /// <summary>A peer that has been silent this long counts as gone.</summary>
    public int PeerSilentMs { get; init; } = 700;

    /// <summary>Between heartbeat commits of a primary in sync.</summary>
    public int HeartbeatMs { get; init; } = 250;

    /// <summary>A heartbeat commit without acknowledgement for this long: the partner is lost.</summary>
    public int AcknowledgeMs { get; init; } = 1_000;

    /// <summary>A mysqld that has not answered for this long counts as hung. Less than AcknowledgeMs, to blame the right one.</summary>
    public int HungMs { get; init; } = 700;

    /// <summary>After giving up the lease, the standby gets this long to take it before it is taken back.</summary>
    public int CourtesyMs { get; init; } = 1_500;

    /// <summary>A primary that comes back waits this long for its recorded partner before it goes on alone.</summary>
    public int PartnerWaitMs { get; init; } = 700;

    /// <summary>Closing writes and draining the standby in a switchover; then the old primary opens again.</summary>
    public int HandoverMs { get; init; } = 2_000;

    /// <summary>Between becoming alone and the next attempt to join, and between retries of commands.</summary>
    public int RetryMs { get; init; } = 500;

    /// <summary>Commits wait this long at most for a joining follower; then the primary is alone again.</summary>
    public int JoinMs { get; init; } = 2_000;

    /// <summary>
    /// A follower whose receiver stays disconnected from a live primary this long decides afresh. One that follows no longer
    /// gives a live primary as long to record alone, before its data is dropped: many times what that takes.
    /// </summary>
    public int DetachedMs { get; init; } = 5_000;

    /// <summary>A difference must be seen this long before it counts as divergence: commits may be on their way.</summary>
    public int DivergenceMs { get; init; } = 1_000;

    /// <summary>The acknowledgement behind "no acknowledged write can be lost" may be this old.</summary>
    public int ProofMs { get; init; } = 1_000;

    /// <summary>An operator's order that could not be carried out is dropped after this.</summary>
    public int OrderMs { get; init; } = 5_000;
}
