namespace CloudApp.Api.Formats;

/// <summary>A kind of image that we accept, found by the first bytes of its content; what the client calls it does not count.</summary>
/// <param name="Extension">For the file name that a browser is offered, without a dot.</param>
internal sealed record ImageType(string ContentType, string Extension)
{
    /// <summary>How many bytes from the start decide.</summary>
    internal const int HeadBytes = 64;

    internal static readonly ImageType Jpeg = new("image/jpeg", "jpg");
    internal static readonly ImageType Png = new("image/png", "png");
    internal static readonly ImageType Gif = new("image/gif", "gif");
    internal static readonly ImageType WebP = new("image/webp", "webp");
    internal static readonly ImageType Avif = new("image/avif", "avif");

    private static readonly ImageType[] All = [Jpeg, Png, Gif, WebP, Avif];

    /// <summary>Whether a thumbnail of such an image can be made at all.</summary>
    internal static bool HasThumbnail(string contentType) => !string.Equals(contentType, Avif.ContentType, StringComparison.Ordinal);

    /// <summary>The extension for a content type that we stored ourselves.</summary>
    internal static string ExtensionOf(string contentType) =>
        All.FirstOrDefault(t => string.Equals(t.ContentType, contentType, StringComparison.Ordinal))?.Extension ?? "bin";

    /// <summary>The kind of image that starts like this; null for anything else.</summary>
    /// <param name="head">The first <see cref="HeadBytes"/> bytes, or all when there are fewer.</param>
    internal static ImageType? Detect(ReadOnlySpan<byte> head)
    {
        if (IsJpeg(head)) return Jpeg;
        if (IsPng(head)) return Png;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return Gif;
        if (head.Length >= 16 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBPVP8"u8)) return WebP;
        return IsAvif(head) ? Avif : null;
    }

    // FF D8 = start of image, then the code of the next marker behind at least one FF: ITU T.81 (B.1.1.2) allows more.
    private static bool IsJpeg(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return false;
        var code = head[3..].IndexOfAnyExcept((byte)0xFF);
        return code >= 0 && head[3 + code] >= 0xC0;
    }

    // 89 'PNG' CR LF 1A LF, then the length and name of the first chunk, which is always IHDR.
    private static bool IsPng(ReadOnlySpan<byte> head) =>
        head.Length >= 16
        && head.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        && head[12..16].SequenceEqual("IHDR"u8);

    // ISO box: 4 bytes size, 'ftyp', major brand, 4 bytes version, compatible brands to the end of the box.
    private static bool IsAvif(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16 || !head[4..].StartsWith("ftyp"u8)) return false;
        var size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(head);
        var box = head[..(int)Math.Min(size, (uint)head.Length)];
        for (var at = 8; at + 4 <= box.Length; at += 4)
        {
            if (at == 12) continue;
            if (box.Slice(at, 4).SequenceEqual("avif"u8) || box.Slice(at, 4).SequenceEqual("avis"u8)) return true;
        }

        return false;
    }
}
