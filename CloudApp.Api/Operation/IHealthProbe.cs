namespace CloudApp.Api.Operation;

/// <summary>One question to one dependency over one way.</summary>
internal interface IHealthProbe
{
    /// <summary>What it asks, and which part of the report it belongs to.</summary>
    ProbeKind Kind { get; }

    string Name { get; }

    /// <summary>Throws when the dependency does not answer as it should.</summary>
    Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken);
}

/// <summary>What a dependency said.</summary>
/// <param name="IsEnough">Whether this part of the node works over this way; e.g. a fenced server answers, and takes no write.</param>
internal sealed record ProbeAnswer(bool IsEnough, string? Server = null, string? Role = null);

internal enum ProbeKind
{
    Reads,
    Writes,
    Objects,
    Spool,
}
