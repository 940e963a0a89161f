using System.Globalization;
using CloudApp.Contracts.Backups;
using CloudApp.Operations;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Restore;

/// <summary>A mistake of a person, not of a machine: both servers have faithfully repeated it.</summary>
public sealed class PointInTimeTests(LabFixture lab, ITestOutputHelper output) : RestoreTest(lab, output)
{
    private const int Rows = 100_000;
    private const int Pictures = 200;
    private const int LaterWrites = 5;
    private const double MinutesMax = 5;
    private const int PauseMs = 1100;

    [Fact]
    [Trait("Figure", "restore")]
    public async Task A_dropped_table_comes_back_as_it_was_the_second_before_and_what_followed_is_listed()
    {
        var primary = await PrimaryAsync();
        var rows = new BulkRows(On(primary));
        var mark = $"bulk-{Guid.NewGuid():N}";
        await rows.InsertAsync(mark, Rows, Cancellation);
        var pictures = await UploadAsync(Pictures / 2, "before the backup");
        var backup = await BackUpAsync(Pair.Other(primary).Site);
        foreach (var (id, sum) in await UploadAsync(Pictures / 2, "after the backup"))
            pictures[id] = sum;
        var before = await On(primary).RecordsAsync(Cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(PauseMs), TimeProvider.System, Cancellation);
        var moment = await NowAsync(rows);
        await rows.SqlAsync("DROP TABLE records; CREATE TABLE later (id INT PRIMARY KEY)", Cancellation);
        for (var i = 1; i <= LaterWrites; i++)
            await rows.SqlAsync(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO later VALUES ({i})"), Cancellation);

        var start = TimeProvider.System.GetTimestamp();
        var order = new RestoreRequest(backup, moment, FromTarget: false, Identity: null);
        var host = await Run().ShowAsync(order, Cancellation);
        await InterruptAsync(host, order);
        var done = await Run().RestoreAsync(await Run().ShowAsync(order, Cancellation), order, Cancellation);
        var minutes = TimeProvider.System.GetElapsedTime(start).TotalMinutes;

        await BothHaveAsync(before);
        (await CountIntactAsync(pictures)).ShouldBe(Pictures);
        Said.ShouldContain(line => line.Contains("DROP TABLE", StringComparison.Ordinal));
        Said.Where(static line => line.Contains("inserts cloud_app.later", StringComparison.Ordinal)).Select(static line => line.Trim()).Distinct(StringComparer.Ordinal).Count().ShouldBe(LaterWrites);
        // The sweeper writes as well.
        done.LostCount.ShouldBeGreaterThanOrEqualTo(LaterWrites + 2, "the drop, the new table and its rows");
        (await UploadAsync(1, "goes on")).Count.ShouldBe(1);
        minutes.ShouldBeLessThan(MinutesMax);
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"FIGURE restore, dropped table: {Rows} rows and {Pictures} pictures as they were at {moment}, one interruption included, both hosts again in sync after {minutes * 60:0} s; {done.LostCount} writes after it listed"));
        await new BulkRows(On(await PrimaryAsync())).RemoveAsync(mark, Cancellation);
    }

    /// <summary>The backup service dies in the middle: the pair stays closed and says why.</summary>
    private async Task InterruptAsync(string host, RestoreRequest order)
    {
        var run = Run().RestoreAsync(host, order, Cancellation);
        await Hosts.WaitUntilAsync(
            async () => run.IsCompleted || (await ServiceOf(host).TryRestoreProgressAsync(Cancellation))?.Step.StartsWith("loads", StringComparison.Ordinal) == true, seconds: 60, Cancellation);
        await Hosts.SignalServiceAsync(Fixture, host, "backup", "KILL", Cancellation);
        var failure = await Should.ThrowAsync<UserException>(() => run);
        Say($"  interrupted: {failure.Message}");
        foreach (var view in await Pair.LookAsync(Cancellation))
        {
            view.ShouldNotBeNull();
            view.IsPrimary.ShouldBeFalse();
            view.IsReadable.ShouldBeFalse();
            view.Reason.ShouldContain(order.Name);
        }
    }
}
