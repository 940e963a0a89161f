using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Storage.Reconciliation;
using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Reconciliation;

/// <summary>Listings, rows and the time give actions: over generated worlds.</summary>
[Trait("Layer", "pure")]
public sealed class ReconcileDecisionTests
{
    private const int KeysMax = 12;
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);
    private static readonly string[] Sites = ["host1", "host2"];
    private static readonly string[] Keys = [.. Enumerable.Range(0, KeysMax).Select(i => $"images/2026/11/{i:x32}")];

    [Fact]
    public void What_a_row_names_is_never_removed_and_nothing_young_is() => Worlds().Sample(world =>
    {
        foreach (var orphan in ReconcileDecision.ForPage(world.Whole(), Now, Grace).OfType<RemoveOrphan>())
        {
            world.Rows.Select(r => r.Key).ShouldNotContain(key => IsSame(key, orphan.Key));
            world.Objects.SelectMany(o => o).Where(o => IsSame(o.Key, orphan.Key)).ShouldAllBe(o => o.ModifiedAt < Now - Grace);
        }
    });

    [Fact]
    public void Every_old_row_with_a_good_copy_ends_with_two_and_only_good_copies_are_copied() => Worlds().Sample(world =>
    {
        var actions = ReconcileDecision.ForPage(world.Whole(), Now, Grace);
        foreach (var row in world.Rows.Where(r => r.CreatedAt < Now.AddMinutes(-1) && r.Copies > 0))
        {
            var good = Sites.Where((_, i) => world.Objects[i].Exists(o => IsSame(o.Key, row.Key) && o.SizeBytes == row.SizeBytes)).ToList();
            var copies = actions.OfType<CopyObject>().Where(c => c.Row == row).ToList();
            copies.ShouldAllBe(c => good.Contains(c.From, StringComparer.Ordinal));
            copies.Select(c => c.To).ShouldBe(good.Count == 0 ? [] : Sites.Except(good, StringComparer.Ordinal));
            actions.OfType<NoteCopies>().Where(n => n.Row == row).Select(n => n.Copies).ShouldBe(row.Copies == good.Count ? [] : [good.Count]);
        }
    });

    [Fact]
    public void In_pages_of_any_size_the_same_is_decided_as_in_one() => Gen.Select(Worlds(), Gen.Int[1, 5], Gen.Int[1, 5]).Sample((world, rowLimit, objectLimit) =>
    {
        var actions = new List<ReconcileAction>();
        for (var after = ObjectKeys.ImagePrefix; ;)
        {
            var page = world.Page(after, rowLimit, objectLimit);
            actions.AddRange(ReconcileDecision.ForPage(page, Now, Grace));
            if (page.End is not { } end) break;
            string.CompareOrdinal(end, after).ShouldBeGreaterThan(0);
            after = end;
        }

        actions.ShouldBe(ReconcileDecision.ForPage(world.Whole(), Now, Grace), ignoreOrder: true);
    });

    [Theory]
    [InlineData(20, 20, true)]
    [InlineData(21, 100, false)]
    [InlineData(100, 1_000, true)]
    [InlineData(101, 1_000, false)]
    public void Too_many_objects_without_a_row_are_not_believed(int orphans, int objects, bool mayRemove) =>
        ReconcileDecision.MayRemove(orphans, objects).ShouldBe(mayRemove);

    [Theory]
    [InlineData("images/2026/11/019ab2c3d4e5f60718293a4b5c6d7e8f", true)]
    [InlineData("images/2026/11/019ab2c3d4e5f60718293a4b5c6d7e8f.webp", false)]
    [InlineData("thumbnails/2026/11/019ab2c3d4e5f60718293a4b5c6d7e8f", false)]
    [InlineData("images/x", false)]
    public void Only_keys_of_the_form_that_uploads_have_are_ever_removed(string key, bool isImage) => ObjectKeys.IsImage(key).ShouldBe(isImage);

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);

    private static Gen<World> Worlds()
    {
        var row = Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Bool, (isThere, copies, isYoung) => (isThere, copies, isYoung));
        var thing = Gen.Select(Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 48], (isThere, size, ageHours) => (isThere, size, ageHours));
        return Gen.Select(row.Array[KeysMax], thing.Array[KeysMax], thing.Array[KeysMax], (rows, first, second) => new World(
            [.. rows.Index().Where(r => r.Item.isThere).Select(r => new StoredRow(
                r.Index + 1, Keys[r.Index], "image/png", 2, "", r.Item.copies, Now.AddSeconds(r.Item.isYoung ? -1 : -3600)))],
            [Objects(first), Objects(second)]));
    }

    private static List<StoredObject> Objects((bool isThere, int size, int ageHours)[] things) => [.. things.Index().Where(t => t.Item.isThere)
        .Select(t => new StoredObject(Keys[t.Index], t.Item.size, Now.AddHours(-t.Item.ageHours)))];

    private sealed record World(List<StoredRow> Rows, List<List<StoredObject>> Objects)
    {
        internal ReconcilePage Whole() => Page("", int.MaxValue, int.MaxValue);

        internal ReconcilePage Page(string after, int rowLimit, int objectLimit)
        {
            var rows = Rows.Where(r => string.CompareOrdinal(r.Key, after) > 0).ToList();
            return new ReconcilePage([.. rows.Take(rowLimit)], rows.Count <= rowLimit, [.. Objects.Select((all, i) =>
            {
                var left = all.Where(o => string.CompareOrdinal(o.Key, after) > 0).ToList();
                return new SiteListing(Sites[i], new ObjectPage([.. left.Take(objectLimit)], left.Count <= objectLimit));
            })]);
        }
    }
}
