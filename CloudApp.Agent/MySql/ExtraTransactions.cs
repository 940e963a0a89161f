using System.Globalization;
using CloudApp.Agent.Children;
using CloudApp.Agent.Settings;

namespace CloudApp.Agent.MySql;

/// <summary>
/// Keeps transactions that only this server has, before a clone removes them: the binary logs as they are, and a
/// file of the transactions that a person can read.
/// </summary>
internal sealed class ExtraTransactions(AgentSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Returns the directory. It appears under its name only when it is complete.</summary>
    public async Task<string> SaveAsync(GtidSet extra, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(extra);
        var name = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var target = Path.Combine(settings.Paths.DivergentDirectory, name);
        var temporary = target + ".partial";
        Directory.CreateDirectory(temporary);
        var logs = Directory.GetFiles(settings.Paths.DataDirectory, "binlog.*").Order(StringComparer.Ordinal).ToList();
        foreach (var log in logs)
            File.Copy(log, Path.Combine(temporary, Path.GetFileName(log)), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(temporary, "gtid-set.txt"), extra + "\n", cancellationToken);
        await WriteReadableAsync(temporary, logs, extra, cancellationToken);
        Directory.Move(temporary, target);
        return target;
    }

    private async Task WriteReadableAsync(string directory, IEnumerable<string> logs, GtidSet extra, CancellationToken cancellationToken)
    {
        var copies = logs.Select(log => Path.Combine(directory, Path.GetFileName(log))).Where(static log => !log.EndsWith(".index", StringComparison.Ordinal));
        var program = new ChildProgram("mysqlbinlog",
        [
            "--no-defaults", "--verbose", "--base64-output=DECODE-ROWS", $"--include-gtids={extra}",
            $"--result-file={Path.Combine(directory, "transactions.sql")}", .. copies,
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
}
