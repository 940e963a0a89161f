using CloudApp.Backup.Dumping;
using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CloudApp.Backup.Storage;
using CloudApp.Backup.Tools;
using CloudApp.Contracts.Timing;
using MySqlConnector;

namespace CloudApp.Backup.Verifying;

/// <summary>Restores a backup into a scratch server and compares all that comes out with what the snapshot held.</summary>
internal sealed class BackupVerifier(BackupSettings settings, BackupFolder folder, TimeProvider time)
{
    private const int MaxSaidChars = 300;

    // Table full, disk full, and a session that was lost.
    private static readonly string[] ServersFaults = ["ERROR 1114", "ERROR 1021", "ERROR 2002", "ERROR 2006", "ERROR 2013", "No space left"];

    private static readonly TimeSpan Limit = TimeSpan.FromHours(3);
    private static readonly TimeSpan ClientEnd = TimeSpan.FromMinutes(10);

    /// <summary>Looks at one backup, writes what it has seen into its manifest, and returns that.</summary>
    public async Task<Verification> VerifyAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backup);
        if (backup.Manifest is not { } manifest)
            return backup.Verification;
        var began = time.GetTimestamp();
        var (result, problem) = await LookAsync(backup, manifest, cancellationToken);
        var verification = new Verification(result, time.GetUtcNow(), problem, time.GetElapsedTime(began).TotalSeconds);
        folder.Save(backup.Name, manifest with { Verification = verification });
        return verification;
    }

    /// <summary>Whether the file is still the one that was made; empty when it is. Cheap: no server is needed.</summary>
    public async Task<string> FileProblemAsync(StoredBackup backup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(backup);
        if (backup.Manifest is not { } manifest)
            return backup.Verification.Problem;
        if (manifest.Bytes != backup.Bytes)
            return backup.Verification.Problem;
        var hash = await BackupFolder.HashAsync(folder.PathOf(backup.Name.DumpFile), cancellationToken);
        return string.Equals(hash, manifest.Sha256, StringComparison.Ordinal)
            ? ""
            : "The file was changed: its SHA-256 is not the one that it was made with.";
    }

    private async Task<(VerificationResult Result, string Problem)> LookAsync(StoredBackup backup, BackupManifest manifest, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Limit, time, cancellationToken);
        try
        {
            if (await FileProblemAsync(backup, deadline.Token) is { Length: > 0 } problem)
                return (VerificationResult.Bad, problem);
            ScratchServer.RemoveLeftovers(settings.Paths);
            var room = DiskRoom.ForRestore("The disk of the scratch volume", new DriveInfo(settings.Paths.ScratchDirectory).AvailableFreeSpace, manifest.UncompressedBytes);
            if (!room.IsEnough)
                return (VerificationResult.Open, $"Not restored yet: {room.Problem}");
            await using var server = await ScratchServer.StartAsync(settings.Paths, time, deadline.Token);
            problem = await LoadAsync(server, backup, deadline.Token);
            if (problem.Length == 0)
                problem = await CompareAsync(server, manifest.Contents, deadline.Token);
            return problem.Length == 0 ? (VerificationResult.Good, "") : (VerificationResult.Bad, problem);
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            return (VerificationResult.Open, $"Not restored yet: it took longer than {Limit.TotalHours:0} h.");
        }
        catch (Exception failure) when (failure is BackupException or MySqlException or IOException or TimeoutException or UnauthorizedAccessException)
        {
            return (VerificationResult.Open, $"Not restored yet: {failure.Message}");
        }
    }

    /// <summary>Returns what is wrong with the dump, in words.</summary>
    private async Task<string> LoadAsync(ScratchServer server, StoredBackup backup, CancellationToken cancellationToken)
    {
        using var client = server.StartClient();
        var fed = await SqlClient.FeedDumpAsync(client, folder.PathOf(backup.Name.DumpFile), ClientEnd, cancellationToken);
        if (fed.Problem.Length > 0)
            return fed.Problem;
        if (fed.Code != 0 && IsTheServersFault(fed.Complaints))
            throw new BackupException($"the scratch server could not go on ({First(fed.Complaints)} {First(server.Complaints)})");
        if (fed.Code != 0)
            return $"It cannot be restored: {First(fed.Complaints)}";
        return fed.IsComplete ? "" : "The dump ended early: its last line is not 'Dump completed'.";
    }

    private async Task<string> CompareAsync(ScratchServer server, SnapshotContents snapshot, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, TableDigests.SessionSettings, cancellationToken);
        var restored = await TableDigests.ReadAsync(connection, settings.Schemas, "", DumpLimits.Table, cancellationToken);
        if (ContentComparison.Differences(snapshot, restored) is { Length: > 0 } differences)
            return $"What was restored is not what was backed up: {differences}.";
        await using var command = new MySqlCommand(
            "SELECT GTID_SUBTRACT(@@GLOBAL.gtid_executed, @set) = '' AND GTID_SUBTRACT(@set, @@GLOBAL.gtid_executed) = ''", connection);
        command.Parameters.AddWithValue("@set", snapshot.GtidSet);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture) == 1
            ? ""
            : "What was restored says that it holds other transactions than were backed up.";
    }

    private static async Task ExecuteAsync(MySqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A full scratch volume or a server that was killed says nothing about the backup.</summary>
    private static bool IsTheServersFault(string complaints) =>
        ServersFaults.Any(error => complaints.Contains(error, StringComparison.Ordinal));

    /// <summary>The beginning is enough: what follows may hold data.</summary>
    private static string First(string complaints) => complaints.Trim() is { Length: > MaxSaidChars } text ? text[..MaxSaidChars] + "…" : complaints.Trim();
}
