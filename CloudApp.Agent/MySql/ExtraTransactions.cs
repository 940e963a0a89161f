using System.Globalization;
using CloudApp.Agent.Children;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>
/// Keeps transactions that only this server has, before a clone removes them: the binary logs that hold them, as they
/// are, and a file of the transactions that a person can read.
/// </summary>
internal sealed class ExtraTransactions(AgentSettings settings, SavedCopies copies, TimeProvider time)
{
    /// <summary>The copy, and as much again for the readable file.</summary>
    private const int CopiesOfLogs = 2;

    private const string SetFile = "gtid-set.txt";

    /// <summary>Left for mysqld and the agent, which share the disk.</summary>
    private const long ReserveBytes = 64L * 1024 * 1024;

    private const long MiB = 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>A copy that holds all of these, made before a clone that failed; null when there is none.</summary>
    public string? SavedBefore(GtidSet extra) => copies.Names.LastOrDefault(directory =>
        File.Exists(Path.Combine(directory, SetFile))
        && GtidSet.TryParse(File.ReadAllText(Path.Combine(directory, SetFile)), out var saved) && saved.Contains(extra));

    /// <exception cref="DatabaseServerException">The disk has too little room; nothing was written.</exception>
    public void CheckSpace(IReadOnlyList<BinaryLog> logs)
    {
        copies.RemoveUnfinished();
        CheckSpace(logs, settings.Paths.DivergentDirectory, new DriveInfo(settings.Paths.StateDirectory).AvailableFreeSpace);
    }

    internal static void CheckSpace(IReadOnlyList<BinaryLog> logs, string directory, long freeBytes)
    {
        var neededBytes = (logs.Sum(static log => log.SizeBytes) * CopiesOfLogs) + ReserveBytes;
        if (freeBytes >= neededBytes)
            return;
        throw new DatabaseServerException(string.Create(CultureInfo.InvariantCulture,
            $"saving the {logs.Count} binary logs with extra transactions needs {(neededBytes / MiB) + 1} MiB of free space in {directory}, and {freeBytes / MiB} MiB are free. Make room on the data disk; it is tried again until then."));
    }

    /// <summary>Returns the directory. It appears under its name only when it is complete and on disk.</summary>
    /// <param name="logs">Those that hold the transactions, none of which is written any more.</param>
    public async Task<string> SaveAsync(GtidSet extra, IReadOnlyList<BinaryLog> logs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(extra);
        copies.RemoveUnfinished();
        var name = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var target = Path.Combine(settings.Paths.DivergentDirectory, name);
        var temporary = target + SavedCopies.Unfinished;
        Directory.CreateDirectory(temporary);
        foreach (var log in logs)
            File.Copy(Path.Combine(settings.Paths.DataDirectory, log.Name), Path.Combine(temporary, log.Name));
        await File.WriteAllTextAsync(Path.Combine(temporary, SetFile), extra + "\n", cancellationToken);
        if (logs.Count > 0)
            await WriteReadableAsync(temporary, logs, extra, cancellationToken);
        SyncFiles(temporary);
        Directory.Move(temporary, target);
        NativeMethods.SyncDirectory(settings.Paths.DivergentDirectory);
        NativeMethods.SyncDirectory(settings.Paths.StateDirectory);
        copies.Look();
        return target;
    }

    private async Task WriteReadableAsync(string directory, IEnumerable<BinaryLog> logs, GtidSet extra, CancellationToken cancellationToken)
    {
        var program = new ChildProgram("mysqlbinlog",
        [
            "--no-defaults", "--verbose", "--base64-output=DECODE-ROWS", $"--include-gtids={extra}",
            $"--result-file={Path.Combine(directory, "transactions.sql")}", .. logs.Select(log => Path.Combine(directory, log.Name)),
        ]);
        using var child = await ChildProcess.StartAsync(program, time);
        try
        {
            var code = await child.Exited.WaitAsync(Limit, time, cancellationToken);
            if (code != 0)
                throw new DatabaseServerException($"mysqlbinlog could not write {directory}/transactions.sql (exit code {code}).");
        }
        finally
        {
            child.Kill();
        }
    }

    private static void SyncFiles(string directory)
    {
        foreach (var path in Directory.GetFiles(directory))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }
        NativeMethods.SyncDirectory(directory);
    }
}
