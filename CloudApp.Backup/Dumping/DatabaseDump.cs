using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using CloudApp.Backup.Tools;
using CloudApp.Contracts.Timing;
using MySqlConnector;

namespace CloudApp.Backup.Dumping;

/// <summary>Makes one backup of this host's server: dump, and beside it the server's own count of the same snapshot.</summary>
internal sealed partial class DatabaseDump(BackupSettings settings, ServerAccess access, BackupFolder folder, LogArchive archive, TimeProvider time, ILogger<DatabaseDump> logger)
{
    private const string Program = "mysqldump";
    private const int DiskFullError = 28;

    private static readonly TimeSpan DumpEnd = TimeSpan.FromSeconds(30);

    /// <summary>Makes the backup; its files are complete and on disk when this returns, or not there at all.</summary>
    /// <exception cref="BackupException">It could not be made; the message says why.</exception>
    public async Task<BackupManifest> MakeAsync(BackupName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        using var deadline = new Deadline(DumpLimits.Dump, time, cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await TryAsync(name, deadline.Token);
                }
                catch (Exception failure) when (IsPassing(failure) && attempt < DumpLimits.Tries)
                {
                    Again(logger, failure.Message);
                    await Task.Delay(DumpLimits.BetweenTries, time, deadline.Token);
                }
            }
        }
        catch (Exception failure) when (failure is TimeoutException || (failure is OperationCanceledException && deadline.IsOver))
        {
            throw new BackupException($"The dump was not ready within {DumpLimits.Dump.TotalHours:0} h and was given up.", failure);
        }
        catch (IOException failure) when ((failure.HResult & 0xFFFF) == DiskFullError)
        {
            throw new BackupException($"The disk of {settings.HostDirectory} on {settings.Site} became full while the dump was written: make room there.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{settings.HostDirectory} on {settings.Site} cannot be written: {failure.Message}", failure);
        }
        catch (MySqlException failure)
        {
            throw new BackupException($"The database server of {settings.Site} refused: {failure.Message} {DumpLimits.Tries} tries were made.", failure);
        }
        catch (DumpAgainException failure)
        {
            throw new BackupException($"{failure.Message} {DumpLimits.Tries} tries were made.", failure);
        }
        finally
        {
            folder.DeleteUnfinished();
        }
    }

    private async Task<BackupManifest> TryAsync(BackupName name, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var heads = archive.ReadHeads();
        await using var gate = new SnapshotGate(access, time);
        await gate.CloseAsync(cancellationToken);
        await using var reader = await access.OpenAsync(cancellationToken);
        using var dump = ToolProcess.Start(Program, Arguments(), time);
        var file = folder.PathOf(name.UnfinishedFile);
        var writing = DumpWriter.WriteAsync(dump.Output, file, stop.Token);
        Task<SnapshotContents>? counting = null;
        try
        {
            var (gtidSet, lockMs) = await gate.OpenAsync(reader, dump, cancellationToken);
            var madeAt = time.GetUtcNow();
            counting = TableDigests.ReadAsync(reader, settings.Schemas, gtidSet, DumpLimits.Table, stop.Token);
            var tail = await writing;
            Judge(await dump.WaitAsync(DumpEnd, cancellationToken), dump.Complaints, tail, gtidSet);
            var manifest = new BackupManifest(
                name.Text, settings.Site, madeAt, await counting, new FileInfo(file).Length, tail.Length, await BackupFolder.HashAsync(file, cancellationToken))
            {
                Sequence = folder.NextSequence(),
                LogHeads = heads,
                BinaryLogPosition = tail.BinaryLogPosition,
                LockMs = lockMs,
                DumpSeconds = time.GetElapsedTime(began).TotalSeconds,
            };
            folder.Finish(name, manifest);
            return manifest;
        }
        catch
        {
            dump.Kill();
            await stop.CancelAsync();
            await EndAsync(writing);
            await EndAsync(counting);
            throw;
        }
    }

    // The last one: the server is away, as for the seconds in which it starts again with another role.
    private static bool IsPassing(Exception failure) =>
        failure is DumpAgainException or MySqlException or BackupException { InnerException: MySqlException { IsTransient: true } };

    private static void Judge(int code, string complaints, DumpTail tail, string gtidSet)
    {
        if (DumpVerdict.Problem(code, complaints, tail) is { Length: > 0 } problem)
            throw DumpVerdict.IsSessionEnded(code, complaints) ? new DumpAgainException(problem) : new BackupException(problem);
        if (!string.Equals(tail.GtidSet, gtidSet, StringComparison.Ordinal))
            throw new DumpAgainException($"The dump's snapshot is not the one that was counted (its transactions: {tail.GtidSet ?? "not said"}).");
    }

    /// <summary>Waits for what goes on; how it ends does not matter any more.</summary>
    private static Task EndAsync(Task? task) =>
        task is null ? Task.CompletedTask : task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private string[] Arguments() =>
    [
        $"--defaults-file={access.OptionFile}", .. SnapshotGate.DumpArguments,
        "--single-transaction", "--quick", "--source-data=2", "--set-gtid-purged=ON", "--triggers", "--routines", "--events", "--hex-blob",
        "--no-tablespaces", "--databases", .. settings.Schemas,
    ];

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason} It is tried again")]
    private static partial void Again(ILogger logger, string reason);
}
