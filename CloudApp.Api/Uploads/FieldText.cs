using System.Text;
using CloudApp.Api.Problems;

namespace CloudApp.Api.Uploads;

/// <summary>
/// A text field's bytes as text. What the part says of its charset is honoured or refused: text that is read in another
/// charset than it was written in would be stored as other text.
/// </summary>
internal static class FieldText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The encoding of a charset's name; null stands for the form's own, UTF-8.</summary>
    /// <exception cref="ProblemException">We do not read that charset.</exception>
    internal static Encoding EncodingOf(string? charset) => charset?.Trim().Trim('"').ToLowerInvariant() switch
    {
        null or "" or "utf-8" or "utf8" or "us-ascii" or "ascii" => StrictUtf8,
        "iso-8859-1" or "latin1" => Encoding.Latin1,
        _ => throw new ProblemException(UploadProblems.CharsetUnsupported),
    };

    /// <summary>Reads the text; a byte order mark at its start is no part of it.</summary>
    /// <exception cref="ProblemException">The bytes are no text of that encoding.</exception>
    internal static string Read(ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        if (ReferenceEquals(encoding, StrictUtf8) && bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new ProblemException(UploadProblems.NameInvalid.With("It is not valid UTF-8."), error);
        }
    }
}
