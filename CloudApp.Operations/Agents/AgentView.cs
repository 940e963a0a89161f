using System.Text.Json.Serialization;

namespace CloudApp.Operations.Agents;

/// <summary>What a database agent says of itself (<c>GET /status</c>), as far as an operator needs it.</summary>
public sealed record AgentView
{
    public string Site { get; init; } = "";

    /// <summary>primary, replica or none.</summary>
    public string Role { get; init; } = "";

    public string State { get; init; } = "";

    /// <summary>Why it is in that state, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Of the record as this agent knows it; 0 when it knows none.</summary>
    public long Epoch { get; init; }

    public bool IsPrimary { get; init; }

    public bool IsReplica { get; init; }

    public bool IsReadable { get; init; }

    public SyncView Sync { get; init; } = new();

    public ServerView Server { get; init; } = new();

    /// <summary>Why nobody may write until a restore is complete; empty when the pair is not closed.</summary>
    public string Closed { get; init; } = "";

    /// <summary>While closed: the restore goes into this server's data.</summary>
    public bool IsRestoreHost { get; init; }

    /// <summary>Directories with transactions that were kept aside before a clone removed them.</summary>
    public IReadOnlyList<string> SavedTransactions { get; init; } = [];

    /// <summary>What the chosen arbiter leaves open, in words; empty for three votes.</summary>
    public string OpenCase { get; init; } = "";

    /// <summary>For messages: one line.</summary>
    public override string ToString() => $"{Site}: {State} ({Reason}), role {Role}, epoch {Epoch}";
}

/// <summary>Whether an acknowledged write can be lost now; only the primary knows.</summary>
public sealed record SyncView
{
    public const string InSync = "sync";

    public string Mode { get; init; } = "unknown";

    public bool AcknowledgedWriteCanBeLost { get; init; } = true;

    public string Because { get; init; } = "";
}

/// <summary>The facts about mysqld that an operator asks for.</summary>
public sealed record ServerView
{
    public string Process { get; init; } = "";

    public string GtidExecuted { get; init; } = "";

    public string SourceHost { get; init; } = "";

    public string LastError { get; init; } = "";

    public long? LagSeconds { get; init; }

    public long DiskFreeBytes { get; init; }
}

/// <summary>How the agent refuses a command.</summary>
internal sealed record Refusal(string? Title, string? Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(AgentView))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class AgentClientJson : JsonSerializerContext;
