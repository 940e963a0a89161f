using System.Globalization;
using System.Text;
using CloudApp.Api.Problems;

namespace CloudApp.Api.Uploads;

/// <summary>The rules for a record's name: 1–200 characters (Unicode code points) after trimming, nothing invisible that misleads.</summary>
internal static class RecordName
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The name in a form field.</summary>
    /// <exception cref="ProblemException">The bytes are no name.</exception>
    internal static string Parse(ReadOnlySpan<byte> utf8)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            throw new ProblemException(UploadProblems.NameInvalid.With("It is not valid UTF-8."), error);
        }

        return Parse(text);
    }

    /// <summary>The name in a text.</summary>
    /// <exception cref="ProblemException">The text is no name.</exception>
    internal static string Parse(string text)
    {
        var name = text.Trim();
        if (name.Length == 0) throw new ProblemException(UploadProblems.NameEmpty);
        var characters = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            characters++;
            if (IsRefused(rune)) throw new ProblemException(UploadProblems.NameInvalid.With($"Character {characters} is U+{rune.Value:X4}."));
        }

        return characters <= UploadLimits.NameCharactersMax
            ? name
            : throw new ProblemException(UploadProblems.NameTooLong.With($"It has {characters}."));
    }

    // Control characters, line and paragraph separators, half surrogates, and the marks that turn the direction of text.
    private static bool IsRefused(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune == Rune.ReplacementChar
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
