using System.Globalization;
using System.Text.RegularExpressions;

namespace CloudApp.Backup.Planning;

/// <summary>Whether mysqldump has done all of its work. Pure.</summary>
internal static partial class DumpVerdict
{
    // EX_MYSQLERR of mysqldump's source.
    private const int ServerErrorCode = 2;

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

    /// <summary>
    /// Whether the server ended mysqldump's session: it closed, was closed or changed its role, and a moment later it may
    /// serve again. Numbers: MySQL Error Message Reference (1053 shutdown, 1317 and 3169 killed, 3032 offline mode; 2003, 2006 and
    /// 2013 of the client: no server, gone, lost). Some of its last statements fail without a word: then the code alone tells.
    /// </summary>
    /// <param name="code">Its exit code.</param>
    /// <param name="complaints">Its standard error.</param>
    public static bool IsSessionEnded(int code, string complaints) =>
        SessionEndedPattern().IsMatch(complaints) || (code == ServerErrorCode && !ErrorPattern().IsMatch(complaints));

    [GeneratedRegex(@"^mysqldump: .*(\(|[Ee]rror:? )(1053|1317|2003|2006|2013|3032|3169)\b", RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SessionEndedPattern();

    [GeneratedRegex(@"^mysqldump: .*$", RegexOptions.NonBacktracking | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex ErrorPattern();
}
