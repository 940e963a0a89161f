using System.Diagnostics;
using System.Globalization;
using CloudApp.Backup.Settings;

namespace CloudApp.Backup.BinaryLogs;

/// <summary>One running mysqlbinlog that fetches a server's binary logs as they are, and never stops by itself.</summary>
internal sealed class StreamProcess : IDisposable
{
    private const int MaxProblemChars = 300;

    /// <summary>A replica's number that no server has: the host's own plus this.</summary>
    private const int ServerIdBase = 100_000;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private StreamProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    internal bool HasEnded => _process.HasExited;

    internal static StreamProcess Start(BackupSettings settings, string address, string caFile, string incoming, string firstFile)
    {
        var start = new ProcessStartInfo("mysqlbinlog") { RedirectStandardError = true, UseShellExecute = false };
        string[] arguments =
        [
            "--no-defaults", "--read-from-remote-server", "--raw", "--stop-never",
            $"--connection-server-id={(ServerIdBase + StableNumber(settings.Site)).ToString(CultureInfo.InvariantCulture)}",
            $"--host={address}", $"--port={settings.MySqlPort.ToString(CultureInfo.InvariantCulture)}", $"--user={AccountNames.Backup}",
            "--ssl-mode=VERIFY_CA", $"--ssl-ca={caFile}", $"--result-file={incoming}/", firstFile,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["MYSQL_PWD"] = settings.Secrets.MySqlPassword;
        return new StreamProcess(Process.Start(start) ?? throw new IOException("mysqlbinlog did not start."));
    }

    /// <summary>Its own words after it has ended.</summary>
    internal async Task<string> ReadProblemAsync()
    {
        var text = (await _errors).ReplaceLineEndings(" ").Trim();
        return text.Length > MaxProblemChars ? text[..MaxProblemChars] : text;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    // Two streams of one number would end each other.
    private static int StableNumber(string site) => site.Aggregate(7, static (sum, letter) => (sum * 31 + letter) % 10_000);
}
