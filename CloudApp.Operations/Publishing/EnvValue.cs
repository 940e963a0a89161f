using System.Text;
using System.Text.RegularExpressions;

namespace CloudApp.Operations.Publishing;

/// <summary>
/// One value of an <c>.env</c> file in the form that Docker Compose reads back unchanged. Without quotes Compose replaces
/// <c>$NAME</c> and drops everything after <c> #</c>; between single quotes it changes nothing. Pure.
/// </summary>
internal static partial class EnvValue
{
    /// <summary>The text to stand behind <c>NAME=</c>; a value that needs no quotes gets none.</summary>
    /// <exception cref="FormatException">It has a line break or another control character, which no line can hold.</exception>
    public static string Write(string value)
    {
        if (value.Any(char.IsControl))
            throw new FormatException("it has a line break or another control character");
        if (PlainPattern().IsMatch(value))
            return value;
        // Between single quotes Compose takes a backslash for itself only in front of a quote.
        return !value.Contains('\'', StringComparison.Ordinal) && !value.EndsWith('\\')
            ? $"'{value}'"
            : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal)}\"";
    }

    /// <summary>What Compose reads out of the text behind <c>NAME=</c>.</summary>
    /// <exception cref="FormatException">Compose would change or cut it, so that what was meant is not known; the message says how.</exception>
    public static string Read(string text)
    {
        var trimmed = text.Trim();
        if (trimmed is ['\'' or '"', ..])
            return ReadQuoted(trimmed, trimmed[0]);
        if (trimmed.Contains(" #", StringComparison.Ordinal))
            throw new FormatException("Compose drops what follows ' #'");
        return Unescape(trimmed);
    }

    private static string ReadQuoted(string text, char quote)
    {
        var value = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                return text[(i + 1)..].TrimStart() is "" or ['#', ..]
                    ? quote == '"' ? Unescape(value.ToString()) : value.ToString()
                    : throw new FormatException("something follows its closing quote");
            }
            var escapes = text[i] == '\\' && i + 1 < text.Length && (text[i + 1] == quote || quote == '"');
            value.Append(text[escapes ? ++i : i]);
        }
        throw new FormatException("its closing quote is missing");
    }

    private static string Unescape(string text) => text.Replace("$$", "", StringComparison.Ordinal).Contains('$', StringComparison.Ordinal)
        ? throw new FormatException("Compose takes what follows '$' for the name of another variable")
        : text.Replace("$$", "$", StringComparison.Ordinal);

    [GeneratedRegex(@"\A([A-Za-z0-9_./+=:@%,-]+( [A-Za-z0-9_./+=:@%,-]+)*)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PlainPattern();
}
