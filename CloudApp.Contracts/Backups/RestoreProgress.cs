namespace CloudApp.Contracts.Backups;

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
