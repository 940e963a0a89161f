using System.Diagnostics;
using System.Globalization;
using CloudApp.Agent.Children;
using CloudApp.Agent.Control;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

/// <summary>
/// A time namespace whose CLOCK_BOOTTIME is a day ahead is to a program what a machine is that has slept for a day: the
/// monotonic clock did not go on.
/// </summary>
[Trait("Layer", "component")]
public sealed class SuspendedMachineTests
{
    private const int SleptSeconds = 86_400;
    private const int KilledWithinMs = 30_000;

    [Fact]
    public async Task The_watchdog_counts_the_time_in_which_the_machine_slept()
    {
        using var server = Process.Start("sleep", "600");
        using var watchdog = Process.Start(new ProcessStartInfo(
            "unshare",
            ["--time", "--boottime", SleptSeconds.ToString(CultureInfo.InvariantCulture), "--fork", "--", Path.Combine(AppContext.BaseDirectory, "CloudApp.Agent"), Watchdog.ModeName])
        { RedirectStandardInput = true, UseShellExecute = false }).ShouldNotBeNull();
        try
        {
            // Over by the clock that counts sleep, nearly a day away by the one that does not.
            var deadlineMs = NativeMethods.BootTimeMs() + (SleptSeconds * 1_000L) - 1_000;
            await watchdog.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{server.Id} {deadlineMs}"));
            await watchdog.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            server.WaitForExit(KilledWithinMs).ShouldBeTrue("the watchdog kills at the deadline");
        }
        finally
        {
            watchdog.StandardInput.Close();
            if (!server.HasExited)
                server.Kill();
            await watchdog.WaitForExitAsync(CancellationToken.None);
        }
    }
}
