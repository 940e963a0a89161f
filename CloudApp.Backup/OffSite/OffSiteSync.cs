using Amazon.Runtime;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.OffSite;

/// <summary>Ships to the target again and again, so that the loss of both hosts loses less than a minute.</summary>
internal sealed partial class OffSiteSync(
    BackupSettings settings, ITarget target, OffSiteShipment shipment, PrimaryWatch watch, BackupClient peer, TimeProvider time, ILogger<OffSiteSync> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMinutes(10);

    private OffSiteStatus _status = new() { Target = target.Description };
    private long? _complete;
    private long? _looked;

    internal OffSiteStatus Status
    {
        get
        {
            var status = Volatile.Read(ref _status);
            return _complete is { } then ? status with { SecondsBehind = time.GetElapsedTime(then).TotalSeconds } : status;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ShipAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is TargetException or BackupException or IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException
                or AmazonServiceException or AmazonClientException or InvalidDataException
                || (failure is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                if (Status.Problem.Length == 0)
                    Refused(logger, failure.Message);
                Volatile.Write(ref _status, Volatile.Read(ref _status) with { Problem = failure.Message });
                // What is there is not known for certain any more.
                _looked = null;
            }
            await Task.Delay(Period, time, stoppingToken);
        }
    }

    private async Task ShipAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        if (_looked is not { } then || time.GetElapsedTime(then) > LookPeriod)
        {
            await shipment.LookAsync(cancellationToken);
            _looked = began;
        }
        var forBoth = await ShipsForBothAsync(cancellationToken);
        await shipment.ShipAsync(forBoth, time.GetUtcNow(), cancellationToken);
        if (Status.Problem.Length > 0)
            Accepted(logger);
        _complete = began;
        Volatile.Write(ref _status, new OffSiteStatus
        {
            Target = target.Description,
            ShipsForBoth = forBoth,
            Files = shipment.Files,
            Bytes = shipment.Bytes,
        });
    }

    /// <summary>The host without the primary has the time for it; the primary's host when the other does not answer.</summary>
    private async Task<bool> ShipsForBothAsync(CancellationToken cancellationToken)
    {
        if (await watch.FindAsync(cancellationToken) is { } primary && !string.Equals(primary.Site, settings.Site, StringComparison.Ordinal))
            return true;
        return !await peer.IsAliveAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Nothing reaches the place outside the two hosts: {Problem}")]
    private static partial void Refused(ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "The place outside the two hosts takes everything again")]
    private static partial void Accepted(ILogger logger);
}
