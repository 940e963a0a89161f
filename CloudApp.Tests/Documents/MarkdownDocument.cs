using System.Text.RegularExpressions;

namespace CloudApp.Tests.Documents;

/// <summary>What a document for people names: links, code spans, headings. Its path is from the root, with slashes.</summary>
internal sealed partial class MarkdownDocument(string path)
{
    private readonly string[] _lines = File.ReadAllLines(SourceTree.PathOf(path));

    /// <summary>Every document for people; the bundles' own are written by the renderer.</summary>
    public static IReadOnlyList<MarkdownDocument> All { get; } = [.. SourceTree.Files
        .Where(static file => file.EndsWith(".md", StringComparison.Ordinal) && !file.StartsWith("compose/", StringComparison.Ordinal))
        .Select(static file => new MarkdownDocument(file))];

    public string Path => path;

    /// <summary>Everything, code blocks included.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>What stands between backticks in a line, outside of code blocks.</summary>
    public IEnumerable<string> CodeSpans => Matches(CodeSpan());

    /// <summary>Where links and pictures lead, as written.</summary>
    public IEnumerable<string> Links => Prose().Select(static line => CodeSpan().Replace(line, "")).SelectMany(static line => Link().Matches(line)).Select(Value);

    /// <summary>The anchors that a link may name.</summary>
    public IEnumerable<string> Anchors => Prose().Where(static line => line.StartsWith('#')).Select(Anchor);

    public override string ToString() => path;

    /// <summary>Lower case, letters, digits, hyphens and underscores only, blanks as hyphens: what repositories' pages make of a heading.</summary>
    private static string Anchor(string heading) =>
        string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant()
            .Where(static letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')
            .Select(static letter => letter == ' ' ? '-' : letter));

    private static string Value(Match match) => match.Groups["value"].Value;

    private IEnumerable<string> Matches(Regex pattern) => Prose().SelectMany(line => pattern.Matches(line)).Select(Value);

    private IEnumerable<string> Prose()
    {
        var inBlock = false;
        foreach (var line in _lines)
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                inBlock = !inBlock;
            else if (!inBlock)
                yield return line;
        }
    }

    [GeneratedRegex("`(?<value>[^`]+)`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?<value>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
