using CloudApp.Operations.Agents;

namespace CloudApp.Tests.Lab.Failover;

/// <summary>Who is who before the fault, and what a fault can be made with. "Host 1" of the list is the host
/// of the primary, wherever that is at the moment.</summary>
internal sealed class Scene(LabFixture lab, AgentPair pair, Ledger ledger, string primary, long epoch, TimeProvider time, Action<string> say)
{
    private const int PollMs = 50;
    private const int GoOnSeconds = 60;

    // So many acknowledged writes are no left-over of the time before the fault.
    private const int GoOnWrites = 10;

    // An answer that was on its way when the fault came proves nothing.
    private const int SettleMs = 300;

    private readonly List<Func<Task>> _cleanups = [];

    public LabFixture Lab { get; } = lab;

    public AgentPair Pair { get; } = pair;

    public Ledger Ledger { get; } = ledger;

    public string Primary { get; } = primary;

    public string Replica { get; } = pair.Other(primary).Site;

    public long Epoch { get; } = epoch;

    public long FaultTimestamp { get; private set; } = time.GetTimestamp();

    /// <summary>Who opens first after this is the one that the failure must end with.</summary>
    public long DecisionTimestamp { get; private set; } = time.GetTimestamp();

    public CancellationToken Cancellation { get; init; }

    public DatabaseHost PrimaryDatabase => new(Lab, Primary);

    public DatabaseHost ReplicaDatabase => new(Lab, Replica);

    public void Say(string text) => say(text);

    /// <summary>From here on the figures are counted.</summary>
    public void MarkFault() => DecisionTimestamp = FaultTimestamp = time.GetTimestamp();

    /// <summary>For a fault that takes a while to make: the figures are counted from its end, but it may have been answered before.</summary>
    public void MarkFaultMade() => FaultTimestamp = time.GetTimestamp();

    /// <summary>For a failure of several steps: what was decided until here was only its way.</summary>
    public void MarkDecision() => DecisionTimestamp = time.GetTimestamp();

    /// <summary>Is done at the end, whatever happens.</summary>
    public void AtEnd(Func<Task> cleanup) => _cleanups.Add(cleanup);

    public Task PauseAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, Cancellation);

    /// <summary>Waits until clients get new writes acknowledged again.</summary>
    /// <exception cref="TimeoutException">They did not; the message says what both agents say.</exception>
    public async Task WritesGoOnAsync()
    {
        await PauseAsync(SettleMs);
        var start = time.GetTimestamp();
        while (Ledger.CountSince(start) < GoOnWrites)
        {
            if (time.GetElapsedTime(start).TotalSeconds > GoOnSeconds)
                throw new TimeoutException($"No write was acknowledged for {GoOnSeconds} s. {await Pair.DescribeAsync(Cancellation)}");
            await PauseAsync(PollMs);
        }
    }

    /// <summary>Waits until the other host has the role under a new epoch.</summary>
    public Task TheOtherTakesOverAsync() => Pair.WaitAsync(
        now => now.Any(view => view is { IsPrimary: true } && view.Epoch > Epoch && string.Equals(view.Site, Replica, StringComparison.Ordinal)),
        $"{Replica} takes over", GoOnSeconds * 1000, Cancellation);

    /// <summary>Watches for a while that nobody opens for writes.</summary>
    public async Task NobodyIsPrimaryForAsync(int milliseconds)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start).TotalMilliseconds < milliseconds)
        {
            var views = await Pair.LookAsync(Cancellation);
            if (views.FirstOrDefault(static view => view is { IsPrimary: true }) is { } writer)
                throw new InvalidOperationException($"{writer.Site} is open for writes, and must not be: {writer}");
            await PauseAsync(PollMs);
        }
    }

    public async Task CleanUpAsync()
    {
        foreach (var cleanup in Enumerable.Reverse(_cleanups))
            await cleanup();
        _cleanups.Clear();
    }
}
