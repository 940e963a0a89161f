using CloudApp.Api.Uploads;

namespace CloudApp.Api.Records;

/// <summary>One accepted upload, as the database holds it.</summary>
/// <param name="Sha256">Of the image's bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Copies">Sites that are known to hold the image: 2 when both took it before the answer, 1 while a site is away, 0 when none has it.</param>
internal sealed record UploadRecord(
    long Id,
    string Name,
    string ObjectKey,
    string ContentType,
    long SizeBytes,
    string Sha256,
    string Site,
    string Node,
    DateTimeOffset CreatedAt,
    int Copies = 1);

/// <summary>An upload about to be written: everything but what the database adds.</summary>
internal sealed record NewRecord(
    string Name,
    string ObjectKey,
    string ContentType,
    long SizeBytes,
    string Sha256,
    string IdempotencyKey,
    string Site,
    string Node,
    DateTimeOffset CreatedAt,
    int Copies = 1)
{
    /// <summary>Whether the other request carried the same content, so that this one is its repetition.</summary>
    public bool HasContentOf(UploadRecord other) =>
        string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Sha256, other.Sha256, StringComparison.Ordinal);
}
