using System.CommandLine.Parsing;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using CloudApp.Cli;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Documents;

/// <summary>Every command that a document shows is one that the program understands, and does what it says: see <see cref="CommandProofs"/>.</summary>
[Trait("Layer", "pure")]
public sealed partial class ShownCommandsTests : IDisposable
{
    private const string BackupName = "cloud_app_host1_20261124_020000";

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);

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

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_that_is_shown_runs_or_has_its_test(string document, string words)
    {
        var proof = CommandProofs.Of(words).ShouldNotBeNull($"{document}: cloudapp {words}: {nameof(CommandProofs)} needs a row");

        if (proof.Says is null)
        {
            (await RunAsync([.. CommandOf(words), "--help"])).ShouldBe(0, _output.ToString());
            _output.ToString().ShouldContain("Usage:");
            return;
        }

        await WriteFilesAsync();
        (await RunAsync([.. Split(words).Select(Fill), .. proof.Besides.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !IsGiven(word, words)).Select(Fill)]))
            .ShouldBe(proof.ExitCode, _output.ToString());
        _output.ToString().ShouldContain(proof.Says);
        _output.ToString().ShouldNotContain("   at ");
    }

    [Fact]
    public void Every_proof_is_needed_and_names_a_test_that_exists()
    {
        var shown = Commands.Select(static row => CommandProofs.Of(row.Data.Item2)?.Words).ToHashSet(StringComparer.Ordinal);
        foreach (var proof in CommandProofs.All)
        {
            shown.Contains(proof.Words).ShouldBeTrue($"no document shows it: {proof.Words}");
            (proof.Says ?? proof.Test ?? proof.Untested).ShouldNotBeNullOrEmpty(proof.Words);
            if (proof.Test?.Split('.') is [var type, var method])
                SourceTree.Files.Where(file => file.EndsWith($"Tests/{type}.cs", StringComparison.Ordinal) || file.EndsWith($"/{type}.cs", StringComparison.Ordinal))
                    .ShouldContain(file => File.ReadAllText(SourceTree.PathOf(file)).Contains($" {method}(", StringComparison.Ordinal), proof.Test);
        }
    }

    /// <summary>Whoever copies it would otherwise be told that there is no such test.</summary>
    [Fact]
    public void A_test_that_is_shown_by_name_exists()
    {
        var names = typeof(ShownCommandsTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods().Where(static method => method.GetCustomAttributes<FactAttribute>().Any()).Select(method => $"{type.FullName}.{method.Name}")).ToList();
        foreach (var words in Commands.Select(static row => row.Data.Item2).Where(static words => words.StartsWith("test ", StringComparison.Ordinal)))
        {
            if (Split(words) is [_, var name] && !name.StartsWith('-'))
                names.ShouldContain(test => test.Contains(name, StringComparison.Ordinal), words);
        }
    }

    /// <summary>The README shows the lab: each of its commands names it, where the command could mean real machines.</summary>
    [Fact]
    public void The_readme_names_its_lab() =>
        Commands.Select(static row => row.Data).Where(static row => row.Item1 is "README.md" or "CONTRIBUTING.md")
            .Where(static row => row.Item2.Split(' ')[0] is "status" or "switchover" or "failover" or "backup")
            .ShouldAllBe(static row => row.Item2.Contains("--lab ", StringComparison.Ordinal));

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    private Task<int> RunAsync(string[] arguments) => Program.RunAsync(arguments, _output, _output);

    // Addresses of this machine that nobody serves: they refuse at once.
    private async Task WriteFilesAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var plan = await File.ReadAllTextAsync(SourceTree.PathOf("topology.json"), cancellationToken);
        await File.WriteAllTextAsync(_folder["plan.json"], plan.Replace("192.168.64.", "127.64.64.", StringComparison.Ordinal), cancellationToken);
        await File.WriteAllTextAsync(_folder["secrets"], "AGENT_TOKEN=of-real-machines\n", cancellationToken);
    }

    // What a reader writes in the place of the words in capitals, and the test in the place of a real file.
    private string Fill(string word) => word switch
    {
        "FILE" or "my.json" => SourceTree.PathOf("topology.json"),
        "$PLAN" => _folder["plan.json"],
        "KEYFILE" or "$SECRETS" => _folder["secrets"],
        "bundles" or "$OUT" => _folder["out"],
        "HOST" => "host1",
        "NAME" => BackupName,
        _ => word,
    };

    private static bool IsGiven(string word, string words) => word is "-o" or "$OUT" && words.Contains(" -o ", StringComparison.Ordinal);

    private static Stack<string> CommandOf(string words)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = Program.CreateRoot().Parse(Split(words)).CommandResult; result is CommandResult { Parent: not null } command; result = command.Parent)
            names.Push(command.Command.Name);
        return names;
    }

    private static string[] Split(string words) =>
        [.. Word().Matches(words).Select(static match => match.Value.Trim('"'))];

    [GeneratedRegex(@"\./cloudapp (?<words>[^`#'\\]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shown();

    [GeneratedRegex("\"[^\"]*\"|\\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
