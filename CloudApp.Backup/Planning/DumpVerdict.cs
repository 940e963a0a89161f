using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudApp.Backup.Planning;

/// <summary>Whether mysqldump has done all of its work. Pure.</summary>
public static partial class DumpVerdict
{
    /// <summary>
    /// What is wrong, in one sentence; empty when nothing is. mysqldump ends with code 0, and with its last line, also
    /// when it could not dump something: its words count as well.
    /// </summary>
    /// <param name="code">Its exit code.</param>
    /// <param name="complaints">Its standard error.</param>
    public static string Problem(int code, string complaints, DumpTail tail)
    {
        ArgumentNullException.ThrowIfNull(complaints);
        ArgumentNullException.ThrowIfNull(tail);
        var error = ErrorPattern().Match(complaints);
        if (code != 0 || error.Success)
            return string.Create(CultureInfo.InvariantCulture, $"mysqldump failed after {tail.Length} bytes (code {code}): {(error.Success ? error.Value : complaints).Trim()}");
        return tail.IsComplete
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"The dump ended early: after {tail.Length} bytes its last line is not 'Dump completed'.");
    }

    [GeneratedRegex(@"^mysqldump: .*$", RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ErrorPattern();
}
