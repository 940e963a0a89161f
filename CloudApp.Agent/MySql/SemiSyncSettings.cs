namespace CloudApp.Agent.MySql;

/// <summary>The source's side of semi-synchronous replication, as in my.cnf: set again whenever it is switched on, in case somebody changed it.</summary>
internal static class SemiSyncSettings
{
    /// <summary>The longest there is: only the agent may let the primary go on alone.</summary>
    public const ulong TimeoutMs = 4294967295;

    /// <summary>The replica has it before anybody sees it.</summary>
    public const string WaitPoint = "AFTER_SYNC";

    public const int Acknowledgements = 1;

    /// <summary>The switch comes last: no commit is to wait under settings that would let it go.</summary>
    public static string On { get; } = $"""
        SET GLOBAL rpl_semi_sync_source_timeout = {TimeoutMs}, GLOBAL rpl_semi_sync_source_wait_point = '{WaitPoint}',
            GLOBAL rpl_semi_sync_source_wait_for_replica_count = {Acknowledgements}, GLOBAL rpl_semi_sync_source_wait_no_replica = ON,
            GLOBAL rpl_semi_sync_source_enabled = ON
        """;

    public const string Off = "SET GLOBAL rpl_semi_sync_source_enabled = OFF";
}
