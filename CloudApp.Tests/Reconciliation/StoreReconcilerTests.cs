using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Storage.Reconciliation;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Reconciliation;

[Trait("Layer", "pure")]
public sealed class StoreReconcilerTests : IDisposable
{
    private const int GraceHours = 24;
    private const int VerifiedAfterSeconds = 300;
    private readonly TwoSites _two = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _two.Dispose();

    [Fact]
    public async Task A_missing_second_copy_is_made_and_noted()
    {
        var (row, bytes) = _two.Add(copies: 1, _two.Site2);

        await _two.SweepAsync(1);

        _two.Site1.Objects[row.Key].Bytes.ShouldBe(bytes);
        _two.CopiesOf(row).ShouldBe(2);
        _two.Records.Report!.Copied.ShouldBe(1);
    }

    [Fact]
    public async Task A_site_that_comes_back_empty_is_filled_again()
    {
        const int rows = 2_500;
        var added = Enumerable.Range(0, rows).Select(_ => _two.Add(copies: 2, _two.Site1, _two.Site2)).ToList();
        await _two.SweepAsync(1);
        _two.Site1.Serves = false;
        _two.Site1.Objects.Clear();
        await _two.SweepAsync(5);
        _two.Records.Rows.Values.ShouldAllBe(r => r.Copies == 2, "a site that is away has lost nothing yet");

        _two.Site1.Serves = true;
        await _two.SweepAsync(2);

        added.ShouldAllBe(a => _two.Site1.Objects[a.Row.Key].Bytes.SequenceEqual(a.Bytes));
        _two.Records.Rows.Values.ShouldAllBe(r => r.Copies == 2);
        _two.Records.Report!.Copied.ShouldBe(rows);
        _two.Records.Report.LastPass!.MissingCopies.ShouldBe(rows);
    }

    [Fact]
    public async Task A_site_that_goes_away_again_in_the_middle_is_finished_later()
    {
        const int rows = 300;
        for (var i = 0; i < rows; i++) _two.Add(copies: 2, _two.Site1);
        _two.Site2.PutsLeft = 120;

        await _two.SweepAsync(3);
        // Those that are under way at that moment may be given up, each at its own step.
        var complete = _two.Records.Rows.Values.Where(static r => r.Copies == 2).ToList();
        complete.Count.ShouldBeInRange(120 - ReconcilerLimits.Parallel, 120);
        complete.ShouldAllBe(r => _two.Site2.Objects.ContainsKey(r.Key));
        _two.Records.Report!.IsPaused.ShouldBeTrue();

        (_two.Site2.PutsLeft, _two.Site2.Serves) = (int.MaxValue, true);
        await _two.SweepAsync(3);
        _two.Records.Rows.Values.ShouldAllBe(r => r.Copies == 2);
        _two.Site2.Puts.ShouldBeInRange(rows, rows + ReconcilerLimits.Parallel);
    }

    [Fact]
    public async Task A_copy_with_other_bytes_of_the_same_size_is_found_and_replaced()
    {
        var (row, bytes) = _two.Add(copies: 2, _two.Site1, _two.Site2);
        _two.Site1.Objects[row.Key] = (new byte[bytes.Length], _two.Time.GetUtcNow());

        await _two.SweepAsync(VerifiedAfterSeconds);

        _two.Site1.Objects[row.Key].Bytes.ShouldBe(bytes);
        _two.Records.Report!.Repaired.ShouldBe(1);
        _two.Site2.Puts.ShouldBe(0);
    }

    [Fact]
    public async Task A_copy_of_another_size_is_replaced_at_once()
    {
        var (row, bytes) = _two.Add(copies: 2, _two.Site1, _two.Site2);
        _two.Site2.Put(row.Key, [1, 2, 3]);

        await _two.SweepAsync(1);

        _two.Site2.Objects[row.Key].Bytes.ShouldBe(bytes);
    }

    [Fact]
    public async Task Bytes_that_are_not_the_rows_are_never_copied_and_the_record_says_that_it_has_no_object()
    {
        var (row, bytes) = _two.Add(copies: 1, _two.Site1);
        _two.Site1.Objects[row.Key] = (new byte[bytes.Length], _two.Time.GetUtcNow());

        await _two.SweepAsync(VerifiedAfterSeconds);

        _two.Site2.Objects.ShouldBeEmpty();
        _two.CopiesOf(row).ShouldBe(0);
        _two.Site2.Put(row.Key, bytes);
        await _two.SweepAsync(VerifiedAfterSeconds);
        _two.CopiesOf(row).ShouldBe(2);
        _two.Site1.Objects[row.Key].Bytes.ShouldBe(bytes);
    }

    [Fact]
    public async Task A_record_whose_object_is_nowhere_says_so_until_it_is_somewhere()
    {
        var (row, bytes) = _two.Add(copies: 2);

        await _two.SweepAsync(1);
        _two.CopiesOf(row).ShouldBe(0);

        _two.Site1.Put(row.Key, bytes);
        await _two.SweepAsync(70);
        _two.CopiesOf(row).ShouldBe(2);
    }

    [Fact]
    public async Task An_object_without_a_row_goes_after_the_grace_time_and_not_before()
    {
        var orphan = _two.Add(copies: 2, _two.Site1, _two.Site2).Row;
        var kept = _two.Add(copies: 2, _two.Site1, _two.Site2).Row;
        _two.Site1.Put("images/not-ours", [1], TimeSpan.FromHours(10 * GraceHours));
        _two.Site2.Put(ObjectKeys.ThumbnailOf(orphan.Key), [1]);
        _two.Site2.Put(ObjectKeys.ThumbnailOf(kept.Key), [1]);
        _two.Records.Rows.TryRemove(orphan.Id, out _);

        await _two.SweepAsync(120);
        _two.Site1.Objects.ShouldContainKey(orphan.Key);

        _two.Time.Advance(TimeSpan.FromHours(GraceHours));
        await _two.SweepAsync(2);
        _two.Site1.Objects.Keys.ShouldBe([kept.Key, "images/not-ours"], ignoreOrder: true);
        _two.Site2.Objects.Keys.ShouldBe([kept.Key, ObjectKeys.ThumbnailOf(kept.Key)], ignoreOrder: true);
        _two.Records.Report!.OrphansRemoved.ShouldBe(2);
    }

    [Fact]
    public async Task A_row_that_appears_at_the_last_moment_keeps_its_object()
    {
        var late = _two.Add(copies: 2, _two.Site1, _two.Site2).Row;
        _two.Records.Rows.TryRemove(late.Id, out _);
        _two.Time.Advance(TimeSpan.FromHours(GraceHours));
        _two.Records.BeforeNamed = () => _two.Records.Rows[late.Id] = late;

        await _two.SweepAsync(1);

        _two.Site1.Objects.ShouldContainKey(late.Key);
        _two.Site2.Objects.ShouldContainKey(late.Key);
    }

    [Fact]
    public async Task A_table_that_lost_its_rows_costs_no_object()
    {
        for (var i = 0; i < 100; i++) _two.Add(copies: 2, _two.Site1, _two.Site2);
        foreach (var id in _two.Records.Rows.Keys.Where(id => id > 50)) _two.Records.Rows.TryRemove(id, out _);
        _two.Time.Advance(TimeSpan.FromHours(2 * GraceHours));

        await _two.SweepAsync(130);

        _two.Site1.Objects.Count.ShouldBe(100);
        _two.Site2.Objects.Count.ShouldBe(100);
        _two.Records.Report!.LastPass!.OrphansKept.ShouldBeTrue();
    }

    [Fact]
    public async Task One_node_leads_and_the_other_takes_over_when_the_term_is_over()
    {
        (await _two.Node1.TickAsync(Cancellation)).ShouldBeTrue();
        (await _two.Node2.TickAsync(Cancellation)).ShouldBeFalse();
        _two.Time.Advance(TimeSpan.FromSeconds(16));
        (await _two.Node2.TickAsync(Cancellation)).ShouldBeTrue();
        (await _two.Node1.TickAsync(Cancellation)).ShouldBeFalse();
        _two.Records.Report!.Leader.ShouldBe("app2");

        await _two.Node2.ReleaseAsync(Cancellation);
        (await _two.Node1.TickAsync(Cancellation)).ShouldBeTrue("a lead that was given up is free at once");
    }

    [Fact]
    public async Task A_leader_that_lost_the_lead_without_knowing_removes_nothing()
    {
        var orphan = _two.Add(copies: 2, _two.Site1).Row;
        _two.Records.Rows.TryRemove(orphan.Id, out _);
        _two.Time.Advance(TimeSpan.FromHours(GraceHours));
        _two.Records.BeforeNamed = () =>
        {
            _two.Records.BeforeNamed = static () => { };
            _two.Time.Advance(TimeSpan.FromSeconds(30));
            _ = _two.Records.ClaimAsync("somebody else", Cancellation);
        };

        await Should.ThrowAsync<LeaseLostException>(() => _two.Node1.TickAsync(Cancellation));

        _two.Site1.Objects.ShouldContainKey(orphan.Key);
    }
}
