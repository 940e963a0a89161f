using System.Threading.Channels;
using CloudApp.Api.Data;
using CloudApp.Api.Objects;
using CloudApp.Api.Records;

namespace CloudApp.Api.Sweeping;

/// <summary>
/// Looks for the second copy of fresh uploads, for less than a second, after their answer. Whatever it does not see, or
/// has no time for, is left to the sweeper.
/// </summary>
internal sealed partial class CopyConfirmer(
    ISweeperRecords records, IReadOnlyList<ISiteStore> sites, TimeProvider time, ILogger<CopyConfirmer> logger) : BackgroundService
{
    private readonly Channel<Fresh> _waiting = Channel.CreateBounded<Fresh>(
        new BoundedChannelOptions(SweeperLimits.ConfirmWaitingMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Takes note of an upload; never waits.</summary>
    internal void Watch(UploadRecord record)
    {
        if (sites.Count > 1) _waiting.Writer.TryWrite(new Fresh(record.Id, record.ObjectKey, record.SizeBytes, time.GetTimestamp()));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken)) await ConfirmSomeAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The sweeper of the other node, or of the next process, goes on.
        }
    }

    private async Task ConfirmSomeAsync(CancellationToken cancellation)
    {
        var fresh = new List<Fresh>();
        foreach (var lookMs in SweeperLimits.ConfirmLooksMs)
        {
            while (fresh.Count < SweeperLimits.ConfirmAtOnce && _waiting.Reader.TryRead(out var next)) fresh.Add(next);
            var wait = TimeSpan.FromMilliseconds(lookMs) - time.GetElapsedTime(fresh[0].At);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellation);
            try
            {
                var complete = await CompleteAsync(fresh, cancellation);
                if (complete.Count > 0) await records.ConfirmAsync([.. complete.Select(f => f.Id)], cancellation);
                fresh = [.. fresh.Except(complete)];
            }
            catch (Exception error) when (error is SiteUnavailableException or DatabaseUnavailableException)
            {
                LogLeft(logger, fresh.Count, error.Message);
                return;
            }

            if (fresh.Count == 0) return;
        }
    }

    private async Task<List<Fresh>> CompleteAsync(List<Fresh> fresh, CancellationToken cancellation)
    {
        var complete = new List<Fresh>();
        foreach (var chunk in fresh.Chunk(SweeperLimits.Parallel))
        {
            var seen = await Task.WhenAll(chunk.Select(async f =>
                (Fresh: f, Sizes: await Task.WhenAll(sites.Select(s => s.SizeAsync(f.Key, cancellation))))));
            complete.AddRange(seen.Where(s => s.Sizes.All(size => size == s.Fresh.SizeBytes)).Select(s => s.Fresh));
        }

        return complete;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The second copies of {Count} uploads are left to the sweeper: {Reason}")]
    private static partial void LogLeft(ILogger logger, int count, string reason);

    private sealed record Fresh(long Id, string Key, long SizeBytes, long At);
}
