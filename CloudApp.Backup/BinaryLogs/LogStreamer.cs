using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using MySqlConnector;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>
/// Keeps a copy of the primary's binary logs on this host's disk, wherever the primary is: on the other host so that its
/// loss loses nothing, on its own so that a restore there needs nobody. Follows a failover by itself.
/// </summary>
internal sealed partial class LogStreamer(
    BackupSettings settings, LogArchive archive, BackupFolder folder, PrimaryWatch watch, TimeProvider time, ILogger<LogStreamer> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CleaningPeriod = TimeSpan.FromHours(1);

    private readonly StallWatch _stall = new(time);
    private BinaryLogStatus _status = new() { Problem = "the service has just started" };
    private StreamProcess? _process;
    private Primary? _source;
    private long? _caughtUp;
    private long? _cleaned;
    private bool _resumed;

    public BinaryLogStatus Status
    {
        get
        {
            var status = Volatile.Read(ref _status);
            return _caughtUp is { } then ? status with { SecondsBehind = time.GetElapsedTime(then).TotalSeconds } : status;
        }
    }

    private string CaFile => Path.Combine(settings.Paths.RunDirectory, "stream-ca.pem");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Directory.CreateDirectory(settings.Paths.RunDirectory);
        PrivateFile.Write(CaFile, settings.Secrets.CaCertificate);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var pause = Period;
                try
                {
                    await StepAsync(stoppingToken);
                }
                catch (Exception failure) when (failure is MySqlException or IOException or UnauthorizedAccessException or InvalidDataException or FormatException or TimeoutException
                    or InvalidOperationException or System.ComponentModel.Win32Exception)
                {
                    Tell(failure.Message);
                    pause = RetryPause;
                }
                await Task.Delay(pause, time, stoppingToken);
            }
        }
        finally
        {
            _process?.Dispose();
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (await watch.FindAsync(cancellationToken) is not { } primary)
        {
            TakeOver();
            Tell("there is no primary to stream from");
            return;
        }
        if (!primary.IsSame(_source))
            Follow(primary);
        if (_process is { HasEnded: true } ended)
        {
            _process = null;
            TakeOver();
            var problem = await ended.ReadProblemAsync();
            ended.Dispose();
            Ended(logger, primary.Site, problem);
            throw new IOException($"mysqlbinlog ended: {problem}");
        }
        var logs = new SourceLogs(settings, primary.Address, CaFile);
        var asked = time.GetTimestamp();
        var files = await logs.ListAsync(cancellationToken);
        _process ??= await StartAsync(primary, logs, files, cancellationToken);
        TakeOver();
        var behind = Publish(primary, files, asked);
        var (file, bytes) = archive.ReadProgress(primary.ServerUuid);
        if (_stall.IsStalled(behind, file, bytes))
        {
            Stalled(logger, primary.Site, _stall.Problem);
            _process.Dispose();
            _process = null;
        }
        Clean();
    }

    private void Follow(Primary primary)
    {
        // The other server's logs are another directory; of the same server the stream simply goes on.
        if (!string.Equals(primary.ServerUuid, _source?.ServerUuid, StringComparison.Ordinal))
        {
            TakeOver();
            _process?.Dispose();
            _process = null;
        }
        archive.AddEpoch(new EpochStart(primary.Epoch, primary.Site, primary.ServerUuid, time.GetUtcNow(), primary.Purged));
        _source = primary;
        Following(logger, primary.Site, primary.ServerUuid, primary.Epoch);
    }

    private async Task<StreamProcess> StartAsync(Primary primary, SourceLogs logs, IReadOnlyList<(string File, long Bytes)> files, CancellationToken cancellationToken)
    {
        var kept = archive.FilesOf(primary.ServerUuid);
        // The last file is fetched again from its beginning: how far the old stream came in it is not known for certain. After a
        // start, which may follow a power loss, the one before it as well.
        var last = kept.Count > 0 ? Path.GetFileName(kept[kept.Count > 1 && !_resumed ? ^2 : ^1]) : "";
        var first = files.Any(file => string.Equals(file.File, last, StringComparison.Ordinal))
            ? last
            : await logs.FirstNeededAsync(files, archive.ReadReached(), cancellationToken);
        _resumed = true;
        Starting(logger, primary.Site, first);
        return StreamProcess.Start(settings, primary.Address, CaFile, archive.PrepareIncoming(primary.ServerUuid), first);
    }

    private void TakeOver()
    {
        if (_source is { } source)
            archive.TakeOver(source.ServerUuid);
    }

    /// <summary>Returns the bytes that are missing here.</summary>
    private long Publish(Primary primary, IReadOnlyList<(string File, long Bytes)> files, long asked)
    {
        var kept = archive.FilesOf(primary.ServerUuid);
        var newest = kept.Count > 0 ? new FileInfo(kept[^1]) : null;
        var behind = StreamLag.BytesBehind(files, newest?.Name ?? "", newest?.Length ?? 0);
        if (behind == 0)
            _caughtUp = asked;
        Volatile.Write(ref _status, new BinaryLogStatus
        {
            Source = primary.Site,
            ServerUuid = primary.ServerUuid,
            File = newest?.Name ?? "",
            BytesBehind = behind,
            OldestAt = archive.OldestAt(),
            Problem = behind == 0 ? "" : _stall.Problem,
        });
        return behind;
    }

    private void Clean()
    {
        if (_cleaned is { } then && time.GetElapsedTime(then) < CleaningPeriod)
            return;
        _cleaned = time.GetTimestamp();
        var removed = archive.RemoveOlderThan(time.GetUtcNow().AddDays(-settings.Plan.RetentionDays), folder.LogHorizon());
        if (removed.Count > 0)
            Removed(logger, removed.Count);
    }

    private void Tell(string problem) => Volatile.Write(ref _status, Volatile.Read(ref _status) with { Problem = problem });

    [LoggerMessage(Level = LogLevel.Information, Message = "Binary logs: {Site} ({ServerUuid}) is the primary, epoch {Epoch}")]
    private static partial void Following(ILogger logger, string site, string serverUuid, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "Binary logs of {Site} are streamed from {File} on")]
    private static partial void Starting(ILogger logger, string site, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream of binary logs from {Site} ended and is started again: {Problem}")]
    private static partial void Ended(ILogger logger, string site, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream of binary logs from {Site} is begun again: {Problem}")]
    private static partial void Stalled(ILogger logger, string site, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} binary logs were older than they are kept, and are removed")]
    private static partial void Removed(ILogger logger, int count);
}
