using CloudApp.Api.Problems;

namespace CloudApp.Api.Uploads;

/// <summary>What makes a repeated upload the same upload. Stored under a unique key.</summary>
/// <param name="Stored">With its prefix: a client cannot name a key that we made.</param>
internal sealed record IdempotencyKey(string Stored, bool IsFromClient)
{
    internal const string Header = "Idempotency-Key";
    internal const string Field = "idempotency_key";

    /// <summary>The key of a request: from its header, from its form, or a new one.</summary>
    /// <exception cref="ProblemException">Header and field differ, or one is not 1–64 visible ASCII characters.</exception>
    internal static IdempotencyKey From(string? header, string? field)
    {
        if (header is not null && field is not null && !string.Equals(header, field, StringComparison.Ordinal))
            throw new ProblemException(UploadProblems.IdempotencyKeyInvalid.With("The header and the form field differ."));
        return (header ?? field) is { } key
            ? new IdempotencyKey($"c:{Check(key)}", IsFromClient: true)
            : new IdempotencyKey($"i:{Guid.CreateVersion7():N}", IsFromClient: false);
    }

    internal static string Check(string key) =>
        key.Length is >= 1 and <= UploadLimits.IdempotencyKeyCharactersMax && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw new ProblemException(UploadProblems.IdempotencyKeyInvalid);
}
