namespace CloudApp.Contracts.Json;

/// <summary>How each of our programs refuses (RFC 9457), as far as the others read it.</summary>
/// <param name="Detail">A sentence for a person.</param>
public sealed record ProblemDocument(string? Title, string? Detail);
