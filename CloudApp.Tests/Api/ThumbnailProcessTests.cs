using System.Diagnostics;
using CloudApp.Api.Images;
using CloudApp.Api.Pages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using SkiaSharp;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>The process that decodes what strangers send: how it is held, and what its end costs.</summary>
[Trait("Layer", "pure")]
public sealed class ThumbnailProcessTests : IAsyncLifetime
{
    private const int EndSeconds = 20;
    private static readonly byte[] Picture = Pictures.Encode(SKEncodedImageFormat.Png, 600, 600);
    private readonly FakeTimeProvider _time = new();
    private ThumbnailProcess _process = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _process = new ThumbnailProcess(_time, NullLogger<ThumbnailProcess>.Instance);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Fact]
    public async Task It_serves_many_images_one_after_the_other()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MakeAsync(Picture)));
        var id = _process.ProcessId;
        await MakeAsync(Picture);

        made.ShouldAllBe(thumbnail => thumbnail != null && thumbnail.Length > 0);
        _process.ProcessId.ShouldBe(id);
    }

    [Fact]
    public async Task It_knows_no_secret_and_the_kernel_limits_its_memory()
    {
        await MakeAsync(Picture);
        var proc = $"/proc/{_process.ProcessId}";

        var variables = (await File.ReadAllTextAsync($"{proc}/environ", Cancellation)).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        variables.ShouldAllBe(variable => variable.StartsWith("DOTNET_", StringComparison.Ordinal));
        (await File.ReadAllTextAsync($"{proc}/limits", Cancellation)).ShouldMatch($@"Max data size\s+{ThumbnailLimits.WorkerMemoryBytesMax}\s");
        (await File.ReadAllTextAsync($"{proc}/oom_score_adj", Cancellation)).Trim().ShouldBe("1000");
    }

    [Fact]
    public async Task One_that_hangs_is_killed_and_the_next_image_is_served()
    {
        // Announces more than it sends, so that the worker waits for the rest: to its parent that looks like a decoder that never ends.
        var hanging = _process.MakeAsync(static (_, _) => Task.CompletedTask, 1_000, Cancellation);
        var id = await ProcessIdAsync();
        while (!hanging.IsCompleted)
        {
            // In steps below what handing over may take, so that only the wait for the thumbnail can be over.
            _time.Advance(TimeSpan.FromMilliseconds(ThumbnailLimits.MakeMs / 10));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }

        await Should.ThrowAsync<ThumbnailImpossibleException>(hanging);
        (await MakeAsync(Picture)).ShouldNotBeNull();
        _process.ProcessId.ShouldNotBe(id);
        await ShouldEndAsync(id);
    }

    [Fact]
    public async Task An_image_that_kills_it_counts_as_impossible_and_the_next_is_served()
    {
        var dying = _process.MakeAsync(static (_, _) => Task.CompletedTask, 1_000, Cancellation);
        using (var worker = Process.GetProcessById(await ProcessIdAsync())) worker.Kill();

        await Should.ThrowAsync<ThumbnailImpossibleException>(dying);
        (await MakeAsync(Picture)).ShouldNotBeNull();
    }

    [Fact]
    public async Task One_that_died_between_two_images_is_replaced_and_nobody_notices()
    {
        await MakeAsync(Picture);
        using (var worker = Process.GetProcessById(_process.ProcessId!.Value))
        {
            worker.Kill();
            await worker.WaitForExitAsync(Cancellation);
        }

        (await MakeAsync(Picture)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_store_that_breaks_off_is_no_fault_of_the_image()
    {
        await Should.ThrowAsync<ThumbnailWorkerException>(
            _process.MakeAsync(static (_, _) => throw new IOException("the pipe broke"), 1_000, Cancellation));
        await Should.ThrowAsync<CloudApp.Api.Storage.Objects.StoreUnavailableException>(
            _process.MakeAsync(static (_, _) => throw new CloudApp.Api.Storage.Objects.StoreUnavailableException("away"), 1_000, Cancellation));
        (await MakeAsync(Picture)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Without_work_it_ends_and_its_memory_with_it()
    {
        await MakeAsync(Picture);
        var id = _process.ProcessId!.Value;
        _time.Advance(TimeSpan.FromMilliseconds(ThumbnailLimits.WorkerIdleMs));

        await ShouldEndAsync(id);
        _process.ProcessId.ShouldBeNull();
        (await MakeAsync(Picture)).ShouldNotBeNull();
    }

    private Task<byte[]?> MakeAsync(byte[] image) =>
        _process.MakeAsync((target, token) => target.WriteAsync(image, token).AsTask(), image.Length, Cancellation);

    private async Task<int> ProcessIdAsync()
    {
        while (_process.ProcessId is null) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        return _process.ProcessId.Value;
    }

    private static async Task ShouldEndAsync(int id)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (Directory.Exists($"/proc/{id}"))
        {
            TimeProvider.System.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(EndSeconds);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }
}
