namespace CloudApp.Agent.Decision;

public sealed partial class AgentCore
{
    /// <summary>Performs one action. True for those that are database commands; the first one replaces running work.</summary>
    private bool Perform(AgentAction action, bool isFirstCommand)
    {
        switch (action)
        {
            case AgentAction.TryAcquire:
            case AgentAction.ForceAcquire:
                TryAcquire(action == AgentAction.ForceAcquire);
                return false;
            case AgentAction.ReleaseLease:
                ReleaseLease();
                return false;
            case AgentAction.ClaimAlone:
                Want(RecordEpoch + 1, syncWith: null);
                return false;
            case AgentAction.ClaimSync:
                Want(RecordEpoch + 1, _peer?.Incarnation);
                return false;
            case AgentAction.RecordAlone:
                Want(ClaimedEpoch, syncWith: null);
                return false;
            case AgentAction.RecordClosed:
                Want(ClaimedEpoch, syncWith: null, _orderReason);
                _order = OperatorView.None;
                return false;
            case AgentAction.RecordSync:
                Want(ClaimedEpoch, _joining);
                return false;
            case AgentAction.CloseOrder:
                _order = OperatorView.None;
                return false;
            default:
                if (isFirstCommand)
                    DropWork();
                Enqueue(action);
                return true;
        }
    }

    private void Enqueue(AgentAction action)
    {
        switch (action)
        {
            case AgentAction.StartServer or AgentAction.KillServer or AgentAction.Clone or AgentAction.SaveExtra:
                DropIncarnation();
                break;
            case AgentAction.SemiSyncOn:
                // Captured before the barrier is committed: what this incarnation says it has received after the
                // barrier, it has received in one life, so nothing of it was lost in a restart in between.
                _joining = _peer!.Incarnation;
                _barrier = null;
                break;
        }

        _limitFromMs = _nowMs;
        _queue.Enqueue(action);
        StartNext();
    }

    private static DatabaseVerb VerbOf(AgentAction action) => action switch
    {
        AgentAction.StartServer => DatabaseVerb.StartServer,
        AgentAction.KillServer => DatabaseVerb.KillServer,
        AgentAction.Fence => DatabaseVerb.Fence,
        AgentAction.FinishApplying => DatabaseVerb.FinishApplying,
        AgentAction.OpenAlone => DatabaseVerb.OpenAsPrimaryAlone,
        AgentAction.OpenSync => DatabaseVerb.OpenAsPrimarySync,
        AgentAction.SemiSyncOn => DatabaseVerb.SemiSyncOn,
        AgentAction.SemiSyncOff => DatabaseVerb.SemiSyncOff,
        AgentAction.Barrier => DatabaseVerb.BarrierCommit,
        AgentAction.CloseForHandover => DatabaseVerb.CloseForHandover,
        AgentAction.Follow or AgentAction.FollowOn => DatabaseVerb.Follow,
        AgentAction.SaveExtra => DatabaseVerb.SaveExtra,
        AgentAction.Clone => DatabaseVerb.CloneFromPeer,
        _ => throw new InvalidOperationException($"{action} is not a database command."),
    };
}
