using CloudApp.Backup.Dumping;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using CloudApp.Backup.Verifying;

namespace CloudApp.Backup.Running;

/// <summary>The steps of one run. A run is done only when its backup was restored and found equal.</summary>
internal sealed partial class BackupMaker(
    BackupSettings settings, BackupFolder folder, DatabaseDump dump, BackupVerifier verifier, ILogger<BackupMaker> logger)
{
    /// <summary>Makes a backup, restores it, and clears away what is too old.</summary>
    /// <param name="say">Told what is done now.</param>
    /// <exception cref="BackupException">There is no new good backup; the message says why. The others are as they were.</exception>
    public async Task MakeAsync(BackupName name, Action<string> say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(say);
        say("looking at the disk and at what is there");
        folder.DeleteUnfinished();
        await ScrubAsync(cancellationToken);
        CleanUp();
        if (Room() is { IsEnough: false } room)
            throw new BackupException($"No backup was begun: {room.Problem}");
        say("dumping");
        var manifest = await dump.MakeAsync(name, cancellationToken);
        Made(logger, name.Text, manifest.DumpSeconds, manifest.LockMs, manifest.Bytes);
        await VerifyAsync(name.Text, say, cancellationToken);
        CleanUp();
    }

    /// <summary>Restores a backup that is there.</summary>
    /// <exception cref="BackupException">It is not there, it is bad, or it could not be tried.</exception>
    public async Task VerifyAsync(string name, Action<string> say, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(say);
        var backup = folder.Find(name) ?? throw new BackupException($"{settings.Site} has no backup '{name}'.");
        say("restoring it into a scratch server");
        var verification = await verifier.VerifyAsync(backup, cancellationToken);
        Verified(logger, backup.Name.Text, verification.Result, verification.Seconds, verification.Problem);
        if (verification.Result != VerificationResult.Good)
            throw new BackupException($"{backup.Name.Text}: {verification.Problem}");
    }

    /// <summary>Whether the disk has room for the next one.</summary>
    public DiskRoom Room() => DiskRoom.ForBackup(
        $"The disk of {settings.HostDirectory} on {settings.Site}", folder.FreeBytes, folder.Newest()?.Manifest?.Bytes ?? 0);

    /// <summary>A file that changed since its restore is not good any more, and must not be the reason for deleting another one.</summary>
    private async Task ScrubAsync(CancellationToken cancellationToken)
    {
        foreach (var backup in folder.List().Where(static backup => backup.Verification.Result == VerificationResult.Good))
        {
            if (await verifier.FileProblemAsync(backup, cancellationToken) is not { Length: > 0 } problem)
                continue;
            Rotten(logger, backup.Name.Text, problem);
            var verification = backup.Manifest!.Verification with { Result = VerificationResult.Bad, Problem = problem };
            folder.Save(backup.Name, backup.Manifest with { Verification = verification });
        }
    }

    private void CleanUp()
    {
        foreach (var name in Retention.ToDelete([.. folder.List().Select(static backup => backup.Kept)], settings.Plan.RetentionDays))
        {
            folder.Delete(name);
            Deleted(logger, name.Text);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} made in {Seconds:0.0} s, writes waited {LockMs:0} ms, {Bytes} bytes")]
    private static partial void Made(ILogger logger, string name, double seconds, double lockMs, long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} restored: {Result} after {Seconds:0.0} s {Problem}")]
    private static partial void Verified(ILogger logger, string name, VerificationResult result, double seconds, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} is not good any more: {Problem}")]
    private static partial void Rotten(ILogger logger, string name, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} deleted: it is older than what is kept")]
    private static partial void Deleted(ILogger logger, string name);
}
