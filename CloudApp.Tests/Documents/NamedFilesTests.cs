using System.IO.Enumeration;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Documents;

/// <summary>
/// Whoever follows a document finds what it names: files, other documents and their headings, tests. A document that describes
/// what was there before is worse than none.
/// </summary>
[Trait("Layer", "pure")]
public sealed class NamedFilesTests
{
    private const string Decisions = "docs/decisions/";
    private const string TestCommand = "./cloudapp test ";
    private static readonly string[] NamingFiles = ["docs/architecture.md", "docs/develop.md", "CONTRIBUTING.md"];
    private static readonly string[] SourceExtensions =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".sh", ".cfg", ".cnf", ".conf", ".sql", ".js", ".css", ".lua", ".py"];

    public static TheoryData<string> NamingDocuments =>
        [.. MarkdownDocument.All.Select(static document => document.Path).Where(static path => NamingFiles.Contains(path, StringComparer.Ordinal) || IsDecision(path))];

    public static TheoryData<string> Documents => [.. MarkdownDocument.All.Select(static document => document.Path)];

    [Theory]
    [MemberData(nameof(NamingDocuments))]
    public void Every_file_that_is_named_is_there(string document) =>
        new MarkdownDocument(document).CodeSpans.Where(LooksLikePath).Where(static name => !IsThere(name)).ShouldBeEmpty(document);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_somewhere(string document) =>
        new MarkdownDocument(document).Links.Where(static link => !IsElsewhere(link)).Where(link => !LeadsSomewhere(document, link)).ShouldBeEmpty(document);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_test_that_is_named_is_there(string document)
    {
        var tests = TestNames();

        NamedTests(new MarkdownDocument(document)).Where(name => !tests.Any(test => test.Contains(name, StringComparison.Ordinal))).ShouldBeEmpty(document);
    }

    [Fact]
    public void Every_decision_is_in_the_index()
    {
        var index = new MarkdownDocument($"{Decisions}README.md").Links.ToList();

        Documents.Select(static row => row.Data).Where(IsDecision).Select(static path => path[Decisions.Length..])
            .Where(static page => !string.Equals(page, "README.md", StringComparison.Ordinal))
            .Except(index, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CloudApp.Gone/Program.cs", true)]
    [InlineData("CloudApp.Gone/", true)]
    [InlineData("docs/gone.md", true)]
    [InlineData("UploadService.cs", true)]
    [InlineData("/api/latest", false)]
    [InlineData("https://example.org/a.md", false)]
    [InlineData("application/problem+json", false)]
    [InlineData("CloudApp.AppHost/obj/aspire-*", false)]
    public void A_path_is_told_from_other_code(string text, bool isPath) => LooksLikePath(text).ShouldBe(isPath);

    private static bool IsDecision(string path) => path.StartsWith(Decisions, StringComparison.Ordinal);

    private static bool LooksLikePath(string text)
    {
        if (text.Any(char.IsWhiteSpace) || text.StartsWith('/') || text.Contains("://", StringComparison.Ordinal))
            return false;
        var segments = text.Split('/');
        if (segments.Any(static segment => segment is "bin" or "obj"))
            return false;
        var isOurs = segments.Length > 1
            && (segments[0].StartsWith("CloudApp.", StringComparison.Ordinal) || SourceTree.Folders.Contains($"{segments[0]}/", StringComparer.Ordinal));
        return isOurs || SourceExtensions.Contains(Path.GetExtension(text), StringComparer.Ordinal);
    }

    /// <summary>By its whole path, or by the end of it: a document that speaks of a room need not repeat the room.</summary>
    private static bool IsThere(string name)
    {
        var wanted = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        return SourceTree.Files.Concat(SourceTree.Folders).Concat(SourceTree.Folders.Select(static folder => folder.TrimEnd('/'))).Any(path =>
            FileSystemName.MatchesSimpleExpression(wanted, path, ignoreCase: false)
            || FileSystemName.MatchesSimpleExpression($"*/{wanted}", path, ignoreCase: false));
    }

    private static bool IsElsewhere(string link) => link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal);

    private static bool LeadsSomewhere(string document, string link)
    {
        var (file, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
        var target = file.Length == 0 ? document : Path.GetRelativePath(SourceTree.Root, Path.Combine(SourceTree.Root, Path.GetDirectoryName(document)!, file));
        if (!File.Exists(SourceTree.PathOf(target)) && !Directory.Exists(SourceTree.PathOf(target)))
            return false;
        return anchor.Length == 0 || new MarkdownDocument(target).Anchors.Contains(anchor, StringComparer.Ordinal);
    }

    /// <summary>What follows the test command, options and placeholders left out.</summary>
    private static IEnumerable<string> NamedTests(MarkdownDocument document) => document.Text.Split(TestCommand).Skip(1)
        .Select(static rest => string.Concat(rest.TakeWhile(static letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' or '-')))
        .Where(static name => name.Length > 0 && !name.StartsWith('-'));

    private static List<string> TestNames() => [.. typeof(NamedFilesTests).Assembly.GetTypes()
        .Where(static type => type is { IsClass: true, IsAbstract: false })
        .SelectMany(static type => type.GetMethods().Where(static method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => $"{type.FullName}.{method.Name}"))];
}
