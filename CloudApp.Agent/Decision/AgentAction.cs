namespace CloudApp.Agent.Decision;

/// <summary>What a transition sets off. Database actions of one transition run in order; a failure drops the rest.</summary>
public enum AgentAction : byte
{
    StartServer,
    KillServer,
    Fence,
    TryAcquire,
    ForceAcquire,
    ReleaseLease,
    FinishApplying,

    /// <summary>Compare-and-swap {epoch+1, self, alone}.</summary>
    ClaimAlone,

    /// <summary>Compare-and-swap {epoch+1, self, sync with the confirmed partner}.</summary>
    ClaimSync,

    OpenAlone,
    OpenSync,

    /// <summary>Compare-and-swap {same epoch, self, alone}: always a real write, so that an older change in flight must fail.</summary>
    RecordAlone,

    /// <summary>Compare-and-swap {same epoch, self, sync with the joining incarnation}.</summary>
    RecordSync,

    /// <summary>Compare-and-swap {same epoch, self, alone, closed for the reason that the operator gave}.</summary>
    RecordClosed,

    SemiSyncOn,
    SemiSyncOff,

    /// <summary>A commit after semi-sync is on, and gtid_executed after it: what the follower must have.</summary>
    Barrier,

    CloseForHandover,

    /// <summary>Follow under a new incarnation.</summary>
    Follow,

    /// <summary>Follow on under the present incarnation; what has been received stays.</summary>
    FollowOn,

    SaveExtra,
    Clone,

    /// <summary>The operator's order is answered: done or refused, as the reason says.</summary>
    CloseOrder,
}
