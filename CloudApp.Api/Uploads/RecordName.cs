using System.Globalization;
using System.Text;
using CloudApp.Api.Problems;

namespace CloudApp.Api.Uploads;

/// <summary>The rules for a record's name: 1–200 characters (Unicode code points) after trimming, nothing that misleads, and something to see.</summary>
internal static class RecordName
{
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

        if (!name.EnumerateRunes().Any(IsVisible)) throw new ProblemException(UploadProblems.NameEmpty.With("It shows nothing."));
        return characters <= UploadLimits.NameCharactersMax
            ? name
            : throw new ProblemException(UploadProblems.NameTooLong.With($"It has {characters}."));
    }

    /// <summary>
    /// Something that leaves ink. What joins, shapes or accents other characters is welcome beside them and is nothing alone;
    /// the last line are letters and a symbol that fonts draw as blanks.
    /// </summary>
    private static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
        && rune.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or 0xFFFC);

    // Control characters, line and paragraph separators, half surrogates, and the marks that turn the direction of text.
    private static bool IsRefused(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune == Rune.ReplacementChar
        || rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x206F);
}
