using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using CloudApp.Operations;

namespace CloudApp.Lab;

/// <summary>Leads 127.0.0.1:port of this machine to the VIP: one socat outside, one in the client's namespace, and
/// a Unix socket between them (those cross network namespaces). Bound to loopback only.</summary>
public sealed class Forwarder(LabPlan plan, LabPaths paths, TimeProvider time)
{
    private const int ReadyMs = 5000;
    private const int PollMs = 50;
    private const int ConnectTimeoutSeconds = 5;

    /// <summary>Starts it, unless it already leads from that port to that address.</summary>
    /// <exception cref="UserException">The port is taken by somebody else.</exception>
    public async Task EnsureAsync(int port, IPAddress vip, int vipPort, CancellationToken cancellationToken)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port} {vip}:{vipPort}");
        if (Read() is { } running && string.Equals(running.Route, wanted, StringComparison.Ordinal) && running.Pids.All(IsSocat))
            return;
        Stop();
        DeleteFile(paths.ForwardSocket);
        var inner = Start(
            "nsenter", $"--net={plan.NetworkNamespacePath(LabPlan.ClientName)}",
            "socat", $"UNIX-LISTEN:{paths.ForwardSocket},fork,mode=600,backlog=128",
            string.Create(CultureInfo.InvariantCulture, $"TCP:{vip}:{vipPort},connect-timeout={ConnectTimeoutSeconds},nodelay"));
        var outer = Start(
            "socat", string.Create(CultureInfo.InvariantCulture, $"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,fork,backlog=128,nodelay"),
            $"UNIX-CONNECT:{paths.ForwardSocket}");
        Write(new ForwarderRecord(wanted, port, [inner.Id, outer.Id]));
        using (inner)
        using (outer)
        {
            var start = time.GetTimestamp();
            while (!File.Exists(paths.ForwardSocket) && time.GetElapsedTime(start).TotalMilliseconds < ReadyMs)
                await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(PollMs), time, cancellationToken);
            if (!inner.HasExited && !outer.HasExited)
                return;
        }

        Stop();
        throw new UserException(string.Create(
            CultureInfo.InvariantCulture,
            $"Port {port} of 127.0.0.1 is taken by another program. Choose another one: './cloudapp up --port N'."));
    }

    /// <summary>Port of the running forwarder, or null.</summary>
    public int? RunningPort() => Read() is { } record && record.Pids.All(IsSocat) ? record.Port : null;

    public void Stop()
    {
        foreach (var pid in (Read()?.Pids ?? []).Where(IsSocat))
            Signals.Terminate(pid);
        DeleteFile(paths.ForwardPids);
        DeleteFile(paths.ForwardSocket);
    }

    // A process number can be somebody else's by now: only a socat with our socket on its command line is ours.
    private bool IsSocat(int pid)
    {
        try
        {
            return ProcessTable.IsAlive(pid)
                && File.ReadAllText($"/proc/{pid}/cmdline").Contains(paths.ForwardSocket, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    // File.Delete accepts an absent file, but not an absent directory.
    private static void DeleteFile(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
    }

    private ForwarderRecord? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(paths.ForwardPids), LabJson.Default.ForwarderRecord);
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }

    private void Write(ForwarderRecord record)
    {
        Directory.CreateDirectory(paths.Run);
        File.WriteAllText(paths.ForwardPids, JsonSerializer.Serialize(record, LabJson.Default.ForwarderRecord));
    }

    private static Process Start(params string[] argv)
    {
        // setsid --fork would lose the process number; a plain shell exec keeps it and detaches the terminal.
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in (string[])["sh", "-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh", .. argv])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new UserException("socat did not start. Is it installed?");
    }
}

/// <summary>What runs: from where to where, and the two process numbers.</summary>
public sealed record ForwarderRecord(string Route, int Port, IReadOnlyList<int> Pids);
