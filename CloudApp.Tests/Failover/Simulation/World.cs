namespace CloudApp.Tests.Failover.Simulation;

/// <summary>Virtual time, the order of events, the network and the random source of one schedule.</summary>
internal sealed class World
{
    /// <summary>The arbiter's place in <see cref="Linked"/>; the hosts are 0 and 1.</summary>
    public const int ArbiterNode = 2;

    private const int EventsMax = 200_000;

    private readonly PriorityQueue<Action, long> _events = new(256);
    private readonly bool[] _cut = new bool[9];
    private long _sequence;

    public World(ulong seed) => Random = new Dice(seed);

    public Dice Random { get; }

    public long NowUs { get; private set; }

    /// <summary>Messages lost or repeated per thousand; zero after healing.</summary>
    public int LossPerMille { get; set; }

    public int RepeatPerMille { get; set; }

    public int DelayPerMille { get; set; }

    public List<string>? Trace { get; set; }

    public string? Violation { get; private set; }

    public void Note(string text) => Trace?.Add($"{NowUs / 1000.0,10:F1} ms  {text}");

    public void Fail(string rule)
    {
        Violation ??= $"at {NowUs / 1000.0:F1} ms: {rule}";
        Note("VIOLATION: " + rule);
    }

    public void After(long delayUs, Action what) => At(NowUs + delayUs, what);

    // The sequence keeps events of one microsecond in the order of their making: 2^40 us are 12 days.
    public void At(long atUs, Action what) => _events.Enqueue(what, (Math.Max(atUs, NowUs) << 22) | (++_sequence & 0x3FFFFF));

    public void Run(long untilUs, Func<bool> isOver)
    {
        for (var count = 0; count < EventsMax && Violation is null && _events.TryDequeue(out var what, out var key); count++)
        {
            NowUs = key >> 22;
            if (NowUs > untilUs)
                return;
            what();
            if (isOver())
                return;
        }
    }

    public bool Linked(int from, int to) => !_cut[(from * 3) + to];

    public void Cut(int from, int to, bool cut) => _cut[(from * 3) + to] = cut;

    public void MendAll() => Array.Clear(_cut);

    /// <summary>A message that may be late, lost or repeated.</summary>
    public void Message(int from, int to, Action arrive)
    {
        if (!Linked(from, to) || Random.PerMille(LossPerMille))
            return;
        After(MessageDelayUs(), arrive);
        if (RepeatPerMille > 0 && Random.PerMille(RepeatPerMille))
            After(MessageDelayUs() + (Random.Below(1_500) * 1_000), arrive);
    }

    private long MessageDelayUs()
    {
        if (DelayPerMille > 0 && Random.PerMille(DelayPerMille))
            return 1_000L * Random.Between(20, 1_500);
        return Random.Between(200, 2_000);
    }
}
