using System.Text;
using CloudApp.Operations;
using CloudApp.Operations.Engine;
using CloudApp.Tests.Topology;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Operations;

[Trait("Layer", "pure")]
public sealed class ProcessRunnerTests
{
    private const double KilledSeconds = 10;

    private static readonly ProcessRunner Runner = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_streams_the_exit_code_and_the_environment_come_through()
    {
        var lines = new List<string>();
        var request = new ProcessRequest("sh", ["-c", "echo out $X; echo err >&2; exit 3"])
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["X"] = "given" },
            OnLine = line =>
            {
                lock (lines)
                    lines.Add(line);
            },
        };

        (await Runner.RunAsync(request, Cancellation)).ShouldBe(new ProcessResult(3, "out given\n", "err\n"));

        lines.Order(StringComparer.Ordinal).ShouldBe(["err", "out given"]);
        (await Should.ThrowAsync<UserException>(Runner.RunCheckedAsync(request, Cancellation))).Message.ShouldEndWith("failed with code 3: err");
    }

    [Fact]
    public async Task Input_is_text_or_a_stream_and_may_be_left_unread()
    {
        (await Runner.RunAsync(new ProcessRequest("cat", []) { StandardInput = "text" }, Cancellation)).StandardOutput.ShouldBe("text");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("stream"));
        (await Runner.RunAsync(new ProcessRequest("cat", []) { InputStream = stream }, Cancellation)).StandardOutput.ShouldBe("stream");
        using var large = new MemoryStream(new byte[4 * 1024 * 1024]);
        (await Runner.RunAsync(new ProcessRequest("true", []) { InputStream = large }, Cancellation)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_program_that_takes_too_long_is_killed_with_its_children()
    {
        using var folder = new TemporaryFolder();
        var start = TimeProvider.System.GetTimestamp();
        var request = new ProcessRequest("sh", ["-c", $"sleep 600 & echo $! > {folder["pid"]}; wait"]) { Timeout = TimeSpan.FromSeconds(1) };

        (await Should.ThrowAsync<UserException>(Runner.RunAsync(request, Cancellation))).Message.ShouldEndWith("did not end within 1 s and was stopped.");

        var child = (await File.ReadAllTextAsync(folder["pid"], Cancellation)).Trim();
        while (await IsRunningAsync(child) && TimeProvider.System.GetElapsedTime(start).TotalSeconds < KilledSeconds)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        (await IsRunningAsync(child)).ShouldBeFalse();
        TimeProvider.System.GetElapsedTime(start).TotalSeconds.ShouldBeLessThan(KilledSeconds);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_a_sentence() =>
        (await Should.ThrowAsync<UserException>(Runner.RunAsync(new ProcessRequest("/no/such/program", ["x"]) { Purpose = "trying" }, Cancellation))).Message
            .ShouldStartWith("Trying (`program x`) could not be started: ");

    // A zombie has ended; whoever is its parent now has not read how.
    private static async Task<bool> IsRunningAsync(string pid)
    {
        try
        {
            return !(await File.ReadAllTextAsync($"/proc/{pid}/stat", Cancellation)).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
