using System.Diagnostics;
using System.Globalization;
using CloudApp.Agent.Children;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

[Trait("Layer", "pure")]
public sealed class ChildProcessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task An_exit_is_known_at_once_with_its_code()
    {
        using var child = await ChildProcess.StartAsync(new ChildProgram("sh", ["-c", "exit 16"]), TimeProvider.System);
        (await child.Exited.WaitAsync(Soon, TimeProvider.System, TestContext.Current.CancellationToken)).ShouldBe(16);
        child.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task A_stopped_child_can_be_killed()
    {
        using var child = await ChildProcess.StartAsync(new ChildProgram("sleep", ["600"]), TimeProvider.System);
        using (var stop = Process.Start("kill", ["-STOP", $"{child.Id}"]))
            await stop.WaitForExitAsync(TestContext.Current.CancellationToken);
        child.Kill();
        (await child.Exited.WaitAsync(Soon, TimeProvider.System, TestContext.Current.CancellationToken)).ShouldBe(137);
    }

    [Fact]
    public async Task A_child_that_ignores_the_request_to_end_is_killed_after_the_limit()
    {
        using var child = await ChildProcess.StartAsync(new ChildProgram("sh", ["-c", "trap '' TERM; while :; do sleep 1; done"]), TimeProvider.System);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, TestContext.Current.CancellationToken);
        await child.StopAsync(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        child.IsRunning.ShouldBeFalse();
    }

    [Fact]
    public async Task A_child_lets_its_parent_go_first()
    {
        const int niceField = 19;
        using var child = await ChildProcess.StartAsync(new ChildProgram("sleep", ["600"]) { Nice = 5 }, TimeProvider.System);
        await WaitUntilAsync(() => File.ReadAllText($"/proc/{child.Id}/comm").Trim() is "sleep");
        // proc_pid_stat(5); the second field is in brackets, and the third one comes after a blank.
        var (mine, its) = (File.ReadAllText("/proc/self/stat").Split(')')[^1], File.ReadAllText($"/proc/{child.Id}/stat").Split(')')[^1]);
        int.Parse(its.Split(' ')[niceField - 2], CultureInfo.InvariantCulture).ShouldBe(int.Parse(mine.Split(' ')[niceField - 2], CultureInfo.InvariantCulture) + 5);
        child.Kill();
    }

    [Fact]
    public async Task A_child_dies_with_its_parent_even_when_the_parent_is_killed()
    {
        var helper = Path.Combine(AppContext.BaseDirectory, "CloudApp.Agent");
        var start = new ProcessStartInfo("sh", ["-c", $"'{helper}' exec $$ 0 sleep 600 & echo $!; wait"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var parent = Process.Start(start).ShouldNotBeNull();
        var id = int.Parse((await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull(), CultureInfo.InvariantCulture);
        using var child = Process.GetProcessById(id);
        await WaitUntilAsync(() => File.ReadAllText($"/proc/{id}/comm").Trim() is "sleep");
        parent.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Soon, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Restarts_come_later_and_later_until_a_long_life()
    {
        var backoff = new RestartBackoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        var waits = Enumerable.Range(0, 6).Select(_ => backoff.After(TimeSpan.FromSeconds(1)).TotalMilliseconds);
        waits.ShouldBe([100, 200, 400, 800, 1000, 1000]);
        backoff.After(TimeSpan.FromMinutes(1)).ShouldBe(TimeSpan.Zero);
        backoff.After(TimeSpan.FromSeconds(1)).TotalMilliseconds.ShouldBe(100);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
