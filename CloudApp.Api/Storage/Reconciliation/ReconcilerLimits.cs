namespace CloudApp.Api.Storage.Reconciliation;

/// <summary>How fast the reconciler works, and how long it may hold its turn.</summary>
internal static class ReconcilerLimits
{
    /// <summary>Pause between two turns of the leader: what a record with one copy waits at most before it is looked at.</summary>
    internal const int TickMs = 1_000;

    /// <summary>How often the other node asks for the lease.</summary>
    internal const int ClaimIntervalMs = 3_000;

    /// <summary>A leader that does not renew it for so long has lost the lease.</summary>
    internal const int LeaseMs = 15_000;

    /// <summary>After this time the leader renews its lease: a small write to the primary.</summary>
    internal const int LeaseRenewMs = 5_000;

    /// <summary>The leader stops so long before its lease ends: the clocks of two database hosts differ.</summary>
    internal const int LeaseMarginMs = 4_000;

    /// <summary>Records with one copy that are looked at in one turn.</summary>
    internal const int RepairRowsPerTick = 200;

    /// <summary>A record this young may have been written while its second copy was still on its way.</summary>
    internal const int RepairAfterMs = 2_000;

    /// <summary>Rows and objects compared at once; a listing of S3 has 1,000 keys at most.</summary>
    internal const int PageKeys = 1_000;

    /// <summary>Pages of the full comparison in one turn.</summary>
    internal const int PagesPerTick = 4;

    /// <summary>Objects that are copied or looked at side by side.</summary>
    internal const int Parallel = 4;

    /// <summary>Records whose new number of copies is written at once.</summary>
    internal const int NotesPerWrite = 50;

    /// <summary>Records whose bytes are compared in one turn, however small they are.</summary>
    internal const int ScrubRowsPerTick = 10;

    /// <summary>A new leader begins to compare contents after this time.</summary>
    internal const int ScrubAfterSeconds = 120;

    /// <summary>From the end of one comparison of all contents to the start of the next.</summary>
    internal const int ScrubIntervalSeconds = 3_600;

    /// <summary>Seconds of the allowed rate that the comparison of contents may save up.</summary>
    internal const int ScrubBurstSeconds = 5;

    /// <summary>Objects without a row that one pass removes at most; the next pass goes on.</summary>
    internal const int OrphansPerPassMax = 2_000;

    /// <summary>Objects without a row that are checked at the primary and then removed at once.</summary>
    internal const int OrphansPerCheck = 50;

    /// <summary>So many objects without a row are nothing strange, however small the store is.</summary>
    internal const int OrphansAlwaysAllowed = 20;

    /// <summary>More of a pass's objects than this share without a row look like a lost table, and nothing is removed.</summary>
    internal const double OrphanShareMax = 0.1;
}
