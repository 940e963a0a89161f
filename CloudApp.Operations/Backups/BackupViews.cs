using System.Text.Json.Serialization;
using CloudApp.Operations.Agents;

namespace CloudApp.Operations.Backups;

/// <summary>What a host says of its backups (<c>GET /status</c>).</summary>
public sealed record BackupStatusView
{
    public string Site { get; init; } = "";

    public string Directory { get; init; } = "";

    public int Count { get; init; }

    public string NewestGood { get; init; } = "";

    public DateTimeOffset? NewestGoodAt { get; init; }

    public DateTimeOffset NextAt { get; init; }

    public BackupRunView? Run { get; init; }

    public BinaryLogsView? BinaryLogs { get; init; }

    /// <summary>Null when there is no place outside the two hosts.</summary>
    public OffSiteView? OffSite { get; init; }

    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>The copy of the primary's binary logs on one host; -1 where nothing is known.</summary>
public sealed record BinaryLogsView
{
    public string Source { get; init; } = "";

    public long BytesBehind { get; init; } = -1;

    public double SecondsBehind { get; init; } = -1;

    public string Problem { get; init; } = "";
}

/// <summary>The copies outside the two hosts.</summary>
public sealed record OffSiteView
{
    public string Target { get; init; } = "";

    public double SecondsBehind { get; init; } = -1;

    public bool ShipsForBoth { get; init; }

    public int Files { get; init; }

    public string Problem { get; init; } = "";
}

/// <summary>One run of the service: the last one, or the one that goes on.</summary>
public sealed record BackupRunView(string What, string Name, string Phase, DateTimeOffset BeganAt)
{
    public DateTimeOffset? EndedAt { get; init; }

    public string Problem { get; init; } = "";
}

/// <summary>One backup in the list (<c>GET /backups</c>).</summary>
/// <param name="Result">open, good or bad.</param>
public sealed record BackupEntry(
    string Name, string Site, DateTimeOffset MadeAt, long Bytes, long Rows, string Result, DateTimeOffset? VerifiedAt, string Problem)
{
    public const string Good = "Good";

    public string GtidSet { get; init; } = "";

    public double LockMs { get; init; }

    public double DumpSeconds { get; init; }

    public double VerifySeconds { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(BackupStatusView))]
[JsonSerializable(typeof(BackupRunView))]
[JsonSerializable(typeof(BackupEntry[]))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class BackupClientJson : JsonSerializerContext;
