namespace CloudApp.Failover.Core;

/// <summary>The parts of one agent. Each owns its state; whoever needs several of them is given them here.</summary>
internal sealed class AgentParts
{
    public AgentParts(AgentIdentity self, AgentTimings timings, RecordFloor? floor)
    {
        Step = new StepContext(self, timings);
        Requests = new ArbiterRequests(Step);
        Seen = new SeenRecord(Step, floor);
        Arbiter = new ArbiterKnowledge(Step, Seen);
        Lease = new Lease(Step, Requests, Arbiter);
        Claim = new RecordClaim(Step, Requests, Arbiter, Lease);
        Commands = new CommandQueue();
        Heartbeats = new Heartbeats(Step, Commands);
        Timer = new StateTimer(Step, Commands);
        Facts = new ServerFacts(Step);
        Incarnation = new Incarnation(self);
        Peer = new Peer(Step);
        Order = new StandingOrder(Step);
    }

    public StepContext Step { get; }

    public ArbiterRequests Requests { get; }

    public SeenRecord Seen { get; }

    public ArbiterKnowledge Arbiter { get; }

    public Lease Lease { get; }

    public RecordClaim Claim { get; }

    public CommandQueue Commands { get; }

    public Heartbeats Heartbeats { get; }

    public StateTimer Timer { get; }

    public ServerFacts Facts { get; }

    public Incarnation Incarnation { get; }

    public Peer Peer { get; }

    public JoinProof Join { get; } = new();

    public CommitPromise Promise { get; } = new();

    public StandingOrder Order { get; }

    /// <summary>The highest epoch known to be recorded. A claim on its way does not count: it may fail.</summary>
    public long SeenEpoch => Math.Max(Seen.Floor.Epoch, Math.Max(Arbiter.Epoch, Peer.Epoch));

    /// <summary>
    /// The arbiter's record is gone, or older than what either host has seen. A lease holder goes by its own knowledge: the
    /// peer may hear of the holder's change of the record before the holder does.
    /// </summary>
    public bool IsRolledBack(AgentState state) => Arbiter.IsRolledBack
        || (Seen.IsKept && Arbiter.IsKnown && !state.HoldsLease() && Peer.HasSeenNewer(Arbiter.Epoch, Arbiter.Revision));

    /// <summary>The receiver runs under the present incarnation.</summary>
    public bool IsAttached => Incarnation.Id is not null && Facts.Latest.ReceiverOn;
}
