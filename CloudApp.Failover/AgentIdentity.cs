namespace CloudApp.Failover;

/// <summary>Who this agent is.</summary>
/// <param name="Run">Greater at each start of the agent on this host: a counter in a file, or the wall clock of the start.</param>
/// <param name="Initial">This site makes the first record of the pair.</param>
public sealed record AgentIdentity(string Site, string PeerSite, long Run, bool Initial);
