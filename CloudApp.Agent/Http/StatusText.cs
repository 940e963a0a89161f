using CloudApp.Agent.MySql;
using CloudApp.Contracts.Agents;

namespace CloudApp.Agent.Http;

/// <summary>From a snapshot to the part of the status that repeats it.</summary>
internal static class StatusText
{
    internal static ServerStatus From(ServerSnapshot snapshot) => new()
    {
        Process = snapshot.Process.ToString(),
        ProcessId = snapshot.ProcessId,
        UptimeSeconds = snapshot.Uptime.TotalSeconds,
        StartNumber = snapshot.StartNumber,
        ServerUuid = snapshot.ServerUuid,
        SuperReadOnly = snapshot.SuperReadOnly,
        OfflineMode = snapshot.OfflineMode,
        GtidExecuted = snapshot.Executed.ToString(),
        GtidPurged = snapshot.Purged.ToString(),
        GtidRetrieved = snapshot.Replica?.Retrieved.ToString() ?? "",
        SourceHost = snapshot.Replica?.SourceHost ?? "",
        IoThreadRunning = snapshot.Replica?.IoRunning ?? false,
        SqlThreadRunning = snapshot.Replica?.SqlRunning ?? false,
        LastError = string.Join(' ', snapshot.Replica?.LastIoError, snapshot.Replica?.LastSqlError).Trim(),
        LagSeconds = snapshot.Replica?.SecondsBehind,
        SemiSyncSource = snapshot.SemiSync.SourceEnabled,
        SemiSyncClients = snapshot.SemiSync.SourceClients,
        HeartbeatAgeMs = snapshot.HeartbeatAge?.TotalMilliseconds,
        DiskFreeBytes = snapshot.DiskFreeBytes,
    };
}
