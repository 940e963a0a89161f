using System.Globalization;
using CloudApp.Contracts.Backups;
using CloudApp.Operations.Access;
using CloudApp.Operations.Backups;
using CloudApp.Tests.Lab.Failover;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab;

/// <summary>Backups of both hosts while clients write.</summary>
public sealed class BackupTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public async Task Backups_of_primary_and_replica_under_write_load_fail_no_write_and_equal_their_snapshots()
    {
        using var backups = await SystemAccess.OpenBackupsAsync(Fixture.Context.System, envFile: null, Cancellation);
        using var agents = await SystemAccess.OpenAgentsAsync(Fixture.Context.System, envFile: null, Time, Cancellation);
        var ledger = new Ledger(Time);
        var made = new List<(BackupEntry Entry, int Before, int After)>();

        var report = await new Workload(Fixture, ledger, Time).DuringAsync(async () =>
        {
            foreach (var host in backups.Hosts)
            {
                var before = ledger.Writes.Count;
                var run = await host.MakeAsync(Cancellation);
                await host.WaitAsync(run, static _ => { }, Time, Cancellation);
                var entry = (await host.ListAsync(Cancellation)).Single(entry => string.Equals(entry.Name, run.Name, StringComparison.Ordinal));
                made.Add((entry, before, ledger.Writes.Count));
            }
        }, Cancellation);

        Say($"writes: {report.Writes}");
        Say($"reads: {report.Reads}");
        report.Writes.Failures.ShouldBeEmpty();
        report.Reads.Failures.ShouldBeEmpty();
        foreach (var (entry, before, after) in made)
        {
            Say(BackupLines.Done(entry) + string.Create(CultureInfo.InvariantCulture, $" {after - before} writes were acknowledged meanwhile."));
            entry.Result.ShouldBe(VerificationResult.Good, entry.Problem);
            entry.Rows.ShouldBeGreaterThan(0);
            after.ShouldBeGreaterThan(before);
            entry.LockMs.ShouldBeLessThan(2500);
        }
        // Seconds later the second one has all that was acknowledged before the first began, whichever host it is of.
        made[1].Entry.Rows.ShouldBeGreaterThanOrEqualTo(made[0].Before);
        await ShowsInStatusAsync(made.Select(static one => one.Entry.Name));
    }

    private async Task ShowsInStatusAsync(IEnumerable<string> names)
    {
        using var shown = new StringWriter(CultureInfo.InvariantCulture);
        await CloudApp.Cli.Program.RunAsync(["status", "--lab", Fixture.Lab.Plan.Name], shown, shown);
        var text = shown.ToString();
        foreach (var name in names)
            text.ShouldContain($"backup: {name}, restored and equal, ");
    }
}
