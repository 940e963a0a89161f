namespace CloudApp.Contracts.Agents;

/// <summary>With this a restore reaches the empty server that is being started.</summary>
/// <param name="StartNumber">The server that was killed; the empty one has a higher number.</param>
public sealed record RestoreAccess(string User, string Password, int StartNumber)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"{User}, after start {StartNumber}";
}
