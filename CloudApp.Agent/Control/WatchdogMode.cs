using System.Globalization;
using CloudApp.Agent.Children;
using CloudApp.Agent.Timing;

namespace CloudApp.Agent.Control;

/// <summary>
/// A process of its own that kills mysqld when the agent has not moved the deadline in time: an agent that is paused,
/// starved or gone must not keep a writable primary beyond its lease.
/// </summary>
internal static class WatchdogMode
{
    /// <summary>Waiting stands still while the machine is suspended, the deadline does not: it is looked at again this often.</summary>
    private const int LookMs = 100;

    private static readonly Lock Gate = new();
    private static readonly SemaphoreSlim Changed = new(0);
    private static (int ProcessId, long DeadlineMs) _order = (0, long.MaxValue);
    private static bool _agentIsGone;

    /// <summary>Reads "process-id deadline" lines until the agent's end of the pipe closes.</summary>
    internal static int Run()
    {
        new Thread(ReadOrders) { IsBackground = true }.Start();
        var clock = new AgentClock(TimeProvider.System);
        while (true)
        {
            var (order, gone) = Current();
            var left = gone ? 0 : order.DeadlineMs - clock.NowMs;
            if (left <= 0)
            {
                Kill(order.ProcessId, gone);
                if (gone)
                    return 0;
                Forget(order);
                continue;
            }
            Changed.Wait(order.DeadlineMs == long.MaxValue ? Timeout.Infinite : (int)Math.Min(left, LookMs));
        }
    }

    private static ((int ProcessId, long DeadlineMs) Order, bool AgentIsGone) Current()
    {
        lock (Gate)
            return (_order, _agentIsGone);
    }

    private static void Forget((int ProcessId, long DeadlineMs) order)
    {
        lock (Gate)
        {
            if (_order == order)
                _order = (0, long.MaxValue);
        }
    }

    private static void ReadOrders()
    {
        using var reader = new StreamReader(Console.OpenStandardInput());
        while (reader.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            lock (Gate)
                _order = (int.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture), long.Parse(line.AsSpan(space + 1), CultureInfo.InvariantCulture));
            Changed.Release();
        }
        lock (Gate)
            _agentIsGone = true;
        Changed.Release();
    }

    private static void Kill(int processId, bool gone)
    {
        if (processId <= 0)
            return;
        _ = NativeMethods.Kill(processId, NativeMethods.SigKill);
        Console.Error.WriteLine($"watchdog: killed mysqld (process {processId}): {(gone ? "the agent is gone" : "the agent did not renew in time")}");
    }
}
