using System.Diagnostics;
using System.Text;
using CloudApp.Backup.Planning;

namespace CloudApp.Backup.Tools;

/// <summary>
/// One run of a program of the image. It is given no secret but a password that it needs, its complaints are kept, and it does not outlive this object.
/// </summary>
internal sealed class ToolProcess : IDisposable
{
    private const int MaxComplaintChars = 4000;
    private static readonly string[] InheritedNames = ["PATH", "TZ", "LANG"];
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _complaints = new();
    private readonly Task _reading;
    private readonly TimeProvider _time;

    private ToolProcess(string program, Process process, TimeProvider time)
    {
        Program = program;
        _process = process;
        _time = time;
        _reading = ReadComplaintsAsync();
    }

    public string Program { get; }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote to its standard error, the beginning of it.</summary>
    public string Complaints
    {
        get
        {
            lock (_complaints)
                return _complaints.ToString();
        }
    }

    public static ToolProcess Start(string program, IReadOnlyList<string> arguments, TimeProvider time, bool writesInput = false, string? password = null)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Except(InheritedNames, StringComparer.Ordinal).ToList())
            start.Environment.Remove(name);
        if (password is not null)
            start.Environment["MYSQL_PWD"] = password;
        try
        {
            var process = Process.Start(start) ?? throw new BackupException($"{program} did not start.");
            if (!writesInput)
                process.StandardInput.Close();
            return new ToolProcess(program, process, time);
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new BackupException($"{program} cannot be started: {failure.Message}.", failure);
        }
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    /// <exception cref="TimeoutException">It ran longer; it is killed.</exception>
    public async Task<int> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(limit, _time, cancellationToken);
            await _reading.WaitAsync(limit, _time, cancellationToken);
            return _process.ExitCode;
        }
        catch (Exception failure) when (failure is TimeoutException or OperationCanceledException)
        {
            Kill();
            throw;
        }
    }

    public void Kill()
    {
        if (HasExited)
            return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit(KillLimit);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    /// <summary>Runs a program whose output nobody needs.</summary>
    /// <exception cref="BackupException">It failed or took too long.</exception>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments, time);
        try
        {
            var draining = process.Output.CopyToAsync(Stream.Null, cancellationToken);
            var code = await process.WaitAsync(limit, cancellationToken);
            await draining;
            if (code != 0)
                throw new BackupException($"{program} ended with code {code}: {process.Complaints.Trim()}");
        }
        catch (TimeoutException failure)
        {
            throw new BackupException($"{program} did not end within {limit.TotalSeconds:0} s and was killed.", failure);
        }
    }

    private async Task ReadComplaintsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_complaints)
            {
                if (_complaints.Length < MaxComplaintChars)
                    _complaints.AppendLine(line);
            }
        }
    }
}
