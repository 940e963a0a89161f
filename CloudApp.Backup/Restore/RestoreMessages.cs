using System.Text.Json.Serialization;

namespace CloudApp.Backup.Restore;

/// <summary>What an operator wants restored.</summary>
/// <param name="Name">Of a backup, such as cloud_app_host1_20261124_020000.</param>
/// <param name="Until">"latest", a time or a transaction; null for the backup alone.</param>
/// <param name="FromTarget">Everything comes from the target outside the two hosts.</param>
/// <param name="Identity">With it what lies on the target is decrypted, and pictures that the store lacks are brought back. Kept in memory only.</param>
public sealed record RestoreRequest(string Name, string? Until, bool FromTarget, string? Identity)
{
    public override string ToString() => $"{Name}, until {Until ?? "the backup's own moment"}{(FromTarget ? ", from the target" : "")}";
}

/// <summary>What a restore would do.</summary>
/// <param name="ReplayCount">Transactions that follow the backup.</param>
/// <param name="LastAt">Of the last of these.</param>
/// <param name="Lost">The first writes that would be lost.</param>
public sealed record RestorePreview(
    string Name, DateTimeOffset BackupAt, long ReplayCount, DateTimeOffset? LastAt, long LostCount, IReadOnlyList<LostWrite> Lost, string EndSet)
{
    /// <summary>Where it stops, in words; a time in UTC and in the plan's zone.</summary>
    public string Moment { get; init; } = "";

    /// <summary>False when something is known to exist that is neither restored nor listed; a note says what.</summary>
    public bool IsLostComplete { get; init; } = true;

    /// <summary>What an operator should know before this is done, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

public enum RestoreState
{
    Idle,
    Running,
    Done,
    Failed,
}

/// <summary>How far a restore is.</summary>
/// <param name="Step">What is being done, in words.</param>
/// <param name="Problem">Why it failed; empty otherwise.</param>
/// <param name="Tables">Rows of each table, when it is done.</param>
/// <param name="LostFile">On this host: every write that the restore takes back.</param>
public sealed record RestoreProgress(
    RestoreState State, string Step, string Problem, double Seconds, IReadOnlyDictionary<string, long> Tables, long LostCount, string LostFile, long Objects)
{
    public static RestoreProgress Idle { get; } = new(RestoreState.Idle, "", "", 0, new Dictionary<string, long>(StringComparer.Ordinal), 0, "", 0);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RestoreRequest))]
[JsonSerializable(typeof(RestorePreview))]
[JsonSerializable(typeof(RestoreProgress))]
[JsonSerializable(typeof(AgentRestoreAccess))]
internal sealed partial class RestoreJson : JsonSerializerContext;

/// <summary>How the agent lets a restore in.</summary>
public sealed record AgentRestoreAccess(string User, string Password, int StartNumber);

/// <summary>A restore cannot go on. The message is a sentence for a person.</summary>
public sealed class RestoreException : Exception
{
    public RestoreException(string message) : base(message)
    {
    }

    public RestoreException()
    {
    }

    public RestoreException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
