namespace CloudApp.Api.Uploads;

/// <summary>How large an upload and its pieces may be.</summary>
internal static class UploadLimits
{
    /// <summary>Above the image's limit, so that a slightly too large one is read to its end and gets a proper answer.</summary>
    internal const long BodyBytesMax = 32_000_000;

    /// <summary>Limit for every other address, none of which reads a body.</summary>
    internal const long OtherBodyBytesMax = 65_536;

    internal const int NameCharactersMax = 200;

    internal const int IdempotencyKeyCharactersMax = 64;

    /// <summary>A text field's bytes: 200 characters of at most 4 bytes, with room for white space around them.</summary>
    internal const int FieldBytesMax = 4_096;

    internal const int BoundaryCharactersMax = 70;

    internal const int PartsMax = 8;

    internal const int PartHeadersMax = 8;

    internal const int PartHeaderBytesMax = 4_096;

    /// <summary>Up to this size an upload in flight is held in memory: a file would cost more than its bytes.</summary>
    internal const int InMemoryBytesMax = 65_536;

    internal const int CopyBufferBytes = 65_536;
}
