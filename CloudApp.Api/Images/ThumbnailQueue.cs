using System.Threading.Channels;
using CloudApp.Api.Formats;
using CloudApp.Api.Records;
using CloudApp.Api.Settings;

namespace CloudApp.Api.Images;

/// <summary>
/// Makes the thumbnails of new uploads in the background, with a bounded share of the machine: while uploads pour in, those
/// come first, and a thumbnail that was left out is made when somebody asks for it.
/// </summary>
internal sealed partial class ThumbnailQueue(ThumbnailService thumbnails, ApiSettings settings, TimeProvider time, ILogger<ThumbnailQueue> logger)
    : BackgroundService
{
    private readonly Channel<UploadRecord> _waiting = Channel.CreateBounded<UploadRecord>(
        new BoundedChannelOptions(ThumbnailLimits.QueueMax) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Has the record's thumbnail made soon, if there is room.</summary>
    internal void Offer(UploadRecord record)
    {
        if (settings.MakesThumbnailsAhead && ImageType.HasThumbnail(record.ContentType)) _waiting.Writer.TryWrite(record);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var record in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            var started = time.GetTimestamp();
            try
            {
                await thumbnails.MakeAsync(record);
            }
            catch (Exception error)
            {
                // Whatever it was: a thumbnail is never worth the application, and its first request finds out again.
                LogLeft(logger, record.Id, error.Message);
            }

            await Task.Delay(time.GetElapsedTime(started) * (1 / ThumbnailLimits.BackgroundShare - 1), time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The thumbnail of record {Id} is left for its first request: {Reason}")]
    private static partial void LogLeft(ILogger logger, long id, string reason);
}
