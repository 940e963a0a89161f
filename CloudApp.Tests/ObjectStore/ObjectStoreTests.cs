using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudApp.Api.Settings;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Storage.Reconciliation;
using CloudApp.Backup.OffSite;
using CloudApp.Backup.Settings;
using CloudApp.Tests.Infra;
using CloudApp.Tests.Reconciliation;
using CloudApp.Tests.Topology;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.ObjectStore;

/// <summary>Two real sites that know nothing of each other, and the reconciler between them.</summary>
[Trait("Layer", "component")]
public sealed class ObjectStoreTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Address1 = "127.0.2.14";
    private const string Address2 = "127.0.2.17";
    private const int FirstStartSeconds = 90;
    private const int RestartSeconds = 60;
    private const int Images = 40;
    private const int GraceHours = 24;

    // Goes in several parts.
    private const int LargeBytes = 20 << 20;

    private readonly List<(StoredRow Row, string Content)> _images = [];
    private StoreSite _site1 = null!;
    private StoreSite _site2 = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var engine = await Builder.StartAsync();
        var image = await Builder.ImageAsync(engine, "objectstore");
        _site1 = new(engine, image.Reference, "host1", Address1);
        _site2 = new(engine, image.Reference, "host2", Address2);
        await _site1.WipeAsync();
        await _site2.WipeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _site1.DisposeAsync();
        await _site2.DisposeAsync();
    }

    [Fact]
    public async Task A_site_serves_alone_survives_a_kill_and_is_filled_again_after_its_disk_was_lost()
    {
        await Task.WhenAll(_site1.StartAsync(), _site2.StartAsync());
        Say("first start, both at once", await _site1.EventuallyServesAsync(FirstStartSeconds));
        await _site2.EventuallyServesAsync(FirstStartSeconds);
        await The_sites_answer_as_the_application_needs_it();
        await A_bucket_is_a_place_for_backups();

        await _site1.KillDaemonsAsync();
        (await _site2.GetAsync(_images[0].Row.Key)).ShouldBe(_images[0].Content);
        Say("after a kill", await _site1.EventuallyServesAsync(RestartSeconds));
        (await _site1.GetAsync(_images[0].Row.Key)).ShouldBe(_images[0].Content);

        await _site2.WipeAsync();
        (await Should.ThrowAsync<SiteUnavailableException>(() => _site2.Store.SizeAsync(_images[0].Row.Key, Cancellation))).ShouldNotBeNull();
        await _site2.StartAsync();
        Say("after the loss of its disk, the other alone meanwhile", await _site2.EventuallyServesAsync(FirstStartSeconds));
        (await _site2.GetAsync(_images[0].Row.Key)).ShouldBeNull();
        await The_sweeper_fills_it_again_and_removes_what_no_row_names();
        (await _site2.StatusAsync()).ShouldContain("\"site\": \"host2\"");
    }

    private async Task The_sites_answer_as_the_application_needs_it()
    {
        foreach (var site in new[] { _site1, _site2 }) (await site.CreateBucketErrorAsync("another")).ShouldBe("AccessDenied");
        for (var i = 0; i < Images; i++)
        {
            var content = string.Create(CultureInfo.InvariantCulture, $"image {i}");
            var bytes = Encoding.UTF8.GetBytes(content);
            var at = DateTimeOffset.UnixEpoch.AddDays(20_000).AddMinutes(i);
            var row = new StoredRow(i + 1, ObjectKeys.NewImage(at), "image/png", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), 2, at);
            _images.Add((row, content));
            await Task.WhenAll(_site1.PutAsync(row.Key, content), _site2.PutAsync(row.Key, content));
        }

        (await _site1.Store.SizeAsync(_images[7].Row.Key, Cancellation)).ShouldBe(_images[7].Row.SizeBytes);
        (await _site1.Store.SizeAsync("images/none", Cancellation)).ShouldBeNull();
        (await _site1.GetAsync("images/none")).ShouldBeNull();
        await _site1.Store.DeleteAsync("images/none", Cancellation);
        var keys = _images.Select(i => i.Row.Key).ToList();
        var first = await _site1.Store.ListAsync(ObjectKeys.ImagePrefix, Images / 2, Cancellation);
        var second = await _site1.Store.ListAsync(first.Objects[^1].Key, Images, Cancellation);
        (first.IsLast, second.IsLast).ShouldBe((false, true));
        first.Objects.Concat(second.Objects).Select(o => o.Key).ShouldBe(keys, "keys in the order of the uploads");
        first.Objects[0].SizeBytes.ShouldBe(_images[0].Row.SizeBytes);
        (await _site1.Store.ListAsync(keys[^1], Images, Cancellation)).Objects.ShouldBeEmpty();
    }

    private async Task A_bucket_is_a_place_for_backups()
    {
        using var folder = new TemporaryFolder();
        var content = RandomNumberGenerator.GetBytes(LargeBytes);
        var file = folder["sealed"];
        await File.WriteAllBytesAsync(file, content, Cancellation);
        var name = new SealedName("backups/cloud_app_host1_20261124_020000.sql.gz", content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
        using (var target = new BucketTarget(_site1.AsTarget()))
        {
            (await target.ListAsync(Cancellation)).ShouldBeEmpty("other keys are none of ours");
            await target.PutAsync(name.Path, file, Cancellation);
            (await target.ListAsync(Cancellation)).ShouldHaveSingleItem().Name.ShouldBe(name);
            await using (var back = await target.OpenAsync(name.Path, Cancellation))
                Convert.ToHexStringLower(await SHA256.HashDataAsync(back, Cancellation)).ShouldBe(name.Sha256);
            await target.DeleteAsync(name.Path, Cancellation);
            (await target.ListAsync(Cancellation)).ShouldBeEmpty();
            (await Should.ThrowAsync<TargetException>(() => target.OpenAsync(name.Path, Cancellation))).Message.ShouldContain("refuses: NoSuchKey");
        }
        using (var target = new BucketTarget(_site1.AsTarget(secret: "wrong")))
            (await Should.ThrowAsync<TargetException>(() => target.PutAsync(name.Path, file, Cancellation))).Message.ShouldContain("refuses: SignatureDoesNotMatch");
        using (var target = new BucketTarget(_site1.AsTarget(bucket: "not-there")))
            (await Should.ThrowAsync<TargetException>(() => target.ListAsync(Cancellation))).Message.ShouldContain("refuses: NoSuchBucket");
        using (var target = new BucketTarget(new StoreSettings(new Uri("http://127.0.2.14:1"), "uploads", "key", "secret")))
            (await Should.ThrowAsync<TargetException>(() => target.ListAsync(Cancellation))).Message.ShouldContain("is not reached");
    }

    private async Task The_sweeper_fills_it_again_and_removes_what_no_row_names()
    {
        // Tomorrow: everything that is stored now is older than the grace time.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(GraceHours + 1));
        var records = new MemoryReconcilerRecords(time);
        foreach (var (row, _) in _images) records.Rows[row.Id] = row;
        records.Rows.TryRemove(_images[3].Row.Id, out _);
        var damaged = _images[5];
        await _site1.PutAsync(damaged.Row.Key, "other bytes");
        await _site2.PutAsync(damaged.Row.Key, damaged.Content);
        var spool = Directory.CreateTempSubdirectory("cloudapp-sweep-");
        using var reconciler = new StoreReconciler(
            records, [_site1.Store, _site2.Store], new Spool(spool.FullName), ReconcilerSettings.Default, "app1", time, NullLogger.Instance);

        (await reconciler.TickAsync(Cancellation)).ShouldBeTrue();

        spool.Delete(recursive: true);
        foreach (var site in new[] { _site1, _site2 })
        {
            foreach (var (row, content) in _images.Where(i => i.Row.Id != _images[3].Row.Id))
                (await site.GetAsync(row.Key)).ShouldBe(content);
            (await site.GetAsync(_images[3].Row.Key)).ShouldBeNull("no row names it");
        }

        records.Rows.Values.ShouldAllBe(r => r.Copies == 2);
        var report = records.Report.ShouldNotBeNull();
        // Not the one without a row, and not the one that was put there above.
        (report.Copied, report.Repaired, report.OrphansRemoved).ShouldBe((Images - 2, 1, 1));
    }

    private void Say(string what, TimeSpan elapsed) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: serves after {elapsed.TotalSeconds:0.0} s"));
}
