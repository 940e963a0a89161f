using System.Text.RegularExpressions;
using CloudApp.Cli;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Documents;

/// <summary>Every command that a document shows is one that the program understands.</summary>
[Trait("Layer", "pure")]
public sealed partial class ShownCommandsTests
{
    // What a reader puts something else in for.
    private static readonly string[] Notations = ["[", "…", "|", "<", "*", "$"];

    public static TheoryData<string, string> Commands
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var document in MarkdownDocument.All)
            {
                foreach (var command in document.Text.Split('\n').SelectMany(static line => Shown().Matches(line)).Select(static match => match.Groups["words"].Value.Trim())
                    .Where(static words => words is not ("" or "lab" or "backup") && !Notations.Any(sign => words.Contains(sign, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal))
                    data.Add(document.Path, command);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_that_is_shown_is_understood(string document, string words)
    {
        var parsed = Program.CreateRoot().Parse(Split(words));

        parsed.Errors.Select(static error => error.Message).ShouldBeEmpty($"{document}: cloudapp {words}");
    }

    /// <summary>The README shows the lab: each of its commands names it, where the command could mean real machines.</summary>
    [Fact]
    public void The_readme_names_its_lab() =>
        Commands.Select(static row => row.Data).Where(static row => row.Item1 is "README.md" or "CONTRIBUTING.md")
            .Where(static row => row.Item2.Split(' ')[0] is "status" or "switchover" or "failover" or "backup")
            .ShouldAllBe(static row => row.Item2.Contains("--lab ", StringComparison.Ordinal));

    private static string[] Split(string words) =>
        [.. Word().Matches(words).Select(static match => match.Value.Trim('"'))];

    [GeneratedRegex(@"\./cloudapp (?<words>[^`#'\\]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shown();

    [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
