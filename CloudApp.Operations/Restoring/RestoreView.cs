using System.Text.Json.Serialization;

namespace CloudApp.Operations.Restoring;

/// <summary>What an operator wants restored, as the backup service reads it.</summary>
/// <param name="Identity">The age identity that opens what lies on the target; never written down.</param>
public sealed record RestoreOrder(string Name, string? Until, bool FromTarget, string? Identity);

/// <summary>A write that would be lost.</summary>
public sealed record LostWriteView(string Gtid, DateTimeOffset At, IReadOnlyList<string> Changes);

/// <summary>What a restore would do.</summary>
public sealed record RestorePreviewView
{
    public string Name { get; init; } = "";

    public DateTimeOffset BackupAt { get; init; }

    public long ReplayCount { get; init; }

    public DateTimeOffset? LastAt { get; init; }

    public long LostCount { get; init; }

    public IReadOnlyList<LostWriteView> Lost { get; init; } = [];

    /// <summary>Where it stops; a time in UTC and in the plan's zone.</summary>
    public string Moment { get; init; } = "";

    /// <summary>False when something is known to exist that is neither restored nor listed.</summary>
    public bool IsLostComplete { get; init; } = true;

    /// <summary>What an operator should know before this is done, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How far a restore is.</summary>
public sealed record RestoreProgressView
{
    public const string Running = "Running";
    public const string Done = "Done";

    public string State { get; init; } = "";

    public string Step { get; init; } = "";

    public string Problem { get; init; } = "";

    public double Seconds { get; init; }

    public IReadOnlyDictionary<string, long> Tables { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    public long LostCount { get; init; }

    public string LostFile { get; init; } = "";

    public long Objects { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(RestoreOrder))]
[JsonSerializable(typeof(RestorePreviewView))]
[JsonSerializable(typeof(RestoreProgressView))]
internal sealed partial class RestoreViewJson : JsonSerializerContext;
