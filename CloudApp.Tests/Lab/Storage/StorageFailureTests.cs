using System.Globalization;
using CloudApp.Contracts.Applications;
using CloudApp.Operations.Status;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Lab.Storage;

/// <summary>Uploads while a host, or the object store of one site, is lost: what was acknowledged is at both sites in the end.</summary>
[Trait("Layer", "drill")]
public sealed class StorageFailureTests(LabFixture lab, ITestOutputHelper output) : LabTest(lab, output)
{
    private const int PowerLossUploads = 500;
    private const int StoreFailureUploads = 150;
    private const int FrozenMs = 6_000;
    private const int ServesAgainSeconds = 120;
    private const int CopiesSeconds = 120;

    private readonly TimeProvider _time = TimeProvider.System;

    private string Host1 => Fixture.Site1.Name;

    [Fact]
    public async Task Five_hundred_uploads_while_host_1_loses_power()
    {
        await Hosts.MoveVipToAsync(Fixture, Host1, Cancellation);
        var clients = new UploadClients(Fixture, _time);

        await clients.RunAsync(PowerLossUploads, PowerLossUploads / 3, () => Fixture.Lab.PowerOffAsync(Host1, Cancellation));

        var single = await StorageAsync();
        Say(string.Create(CultureInfo.InvariantCulture, $"{clients}; at the end {single?.MissingCopies} images were at one site only"));
        await Fixture.RestoreAsync(Cancellation);
        await ProveAsync("power loss", clients, PowerLossUploads);
    }

    [Fact]
    public Task The_store_of_one_site_is_killed() => HurtAsync("killed", static store => store.KillAsync());

    [Fact]
    public Task The_store_of_one_site_is_frozen_and_thawed() => HurtAsync("frozen", async store =>
    {
        await store.FreezeAsync();
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(FrozenMs), _time, Cancellation);
        }
        finally
        {
            await store.ThawAsync();
        }
    });

    [Fact]
    public Task The_store_of_one_site_loses_its_disk() => HurtAsync("wiped", static store => store.WipeAsync());

    /// <summary>Host 1's store is the one that made the buckets, which is the harder case.</summary>
    private async Task HurtAsync(string what, Func<StoreFaults, Task> hurt)
    {
        var clients = new UploadClients(Fixture, _time);
        var readers = new ImageReaders(Fixture, clients, _time);
        using var http = Fixture.CreateHttp();
        var sentinel = new Uri($"http://{Fixture.Site1.Data}:{Fixture.Plan.Ports.ObjectStore}/health/ok");
        var back = TimeSpan.Zero;

        await readers.DuringAsync(() => clients.RunAsync(StoreFailureUploads, StoreFailureUploads / 3, async () =>
        {
            await hurt(new StoreFaults(Fixture, Host1, Cancellation));
            var start = _time.GetTimestamp();
            await Hosts.WaitUntilServedAsync(http, sentinel, ServesAgainSeconds, Cancellation);
            back = _time.GetElapsedTime(start);
        }));

        Say(string.Create(CultureInfo.InvariantCulture, $"store {what}: {clients}; {readers}; it served again {back.TotalSeconds:0.0} s later"));
        readers.Failures.ShouldBeEmpty();
        await Fixture.WaitUntilHealthyAsync(Cancellation);
        await ProveAsync($"store {what}", clients, StoreFailureUploads);
    }

    private async Task ProveAsync(string what, UploadClients clients, int atLeast)
    {
        clients.GivenUp.ShouldBeEmpty();
        clients.Stored.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
        var proof = new StorageProof(Fixture, clients, Cancellation);
        var start = _time.GetTimestamp();
        await proof.CopiesReachTwoAsync(CopiesSeconds);
        var elapsed = _time.GetElapsedTime(start);
        await proof.EverythingIsThereAsync();
        var storage = (await StorageAsync()).ShouldNotBeNull();
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: all {clients.Stored.Count} are on both servers and in both stores, once and byte for byte; healthy, {elapsed.TotalSeconds:0.0} s later all were known to be at both sites"));
        Say(string.Join('\n', StorageLines.Of(storage, _time.GetUtcNow())));
    }

    private async Task<StorageStatus?> StorageAsync() => (await new StatusCollector(Fixture.Context.System).CollectAsync(Cancellation)).Storage;
}
