using System.Text.RegularExpressions;

namespace CloudApp.Api.Data;

/// <summary>
/// A checked set of global transaction ids, e.g. <c>3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7,…</c>.
/// Comes from the server or from a client's cookie, so nothing else than this form gets in.
/// </summary>
internal sealed partial record GtidSet
{
    /// <summary>Longest accepted text, in characters: about 15 servers without gaps.</summary>
    internal const int LengthMax = 900;

    private GtidSet(string text) => Text = text;

    /// <summary>The form that MySQL reads.</summary>
    internal string Text { get; }

    /// <summary>The form for a cookie or header, where a comma separates values: a plus sign in its place.</summary>
    internal string Token => Text.Replace(',', '+');

    /// <summary>The set that the primary says it has executed; null when it is empty, too long to carry or in an unknown form.</summary>
    internal static GtidSet? FromServer(string? text) =>
        Checked(text?.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));

    /// <summary>The set that a client sends back; null for anything else.</summary>
    internal static GtidSet? FromToken(string? token) =>
        token is null || token.Contains(',', StringComparison.Ordinal) ? null : Checked(token.Replace('+', ','));

    /// <summary>Both sets together; one of them when the other is missing or covers nothing new in text.</summary>
    internal static GtidSet? Union(GtidSet? left, GtidSet? right)
    {
        if (left is null || left == right) return right;
        return right is null ? left : Checked($"{left.Text},{right.Text}") ?? right;
    }

    private static GtidSet? Checked(string? text) =>
        text is { Length: > 0 and <= LengthMax } && Form().IsMatch(text) ? new GtidSet(text) : null;

    private const string Server = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private const string TagOrInterval = "([a-z_][a-z0-9_]{0,31}|[1-9][0-9]{0,17}(-[1-9][0-9]{0,17})?)";
    private const string One = Server + "(:" + TagOrInterval + ")+";

    [GeneratedRegex(@"\A" + One + "(," + One + @")*\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Form();
}
