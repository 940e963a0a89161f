namespace CloudApp.Agent.Http;

/// <summary>With this a restore reaches the empty server that is being started.</summary>
/// <param name="StartNumber">The server that was killed; the empty one has a higher number.</param>
internal sealed record RestoreAccess(string User, string Password, int StartNumber);
