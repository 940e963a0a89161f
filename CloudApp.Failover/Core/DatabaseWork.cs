namespace CloudApp.Failover.Core;

/// <summary>What starting and ending a database command means for what is known.</summary>
internal sealed class DatabaseWork(AgentParts parts, Reporter reporter)
{
    private long _historyAtStart;

    private StepContext Step => parts.Step;

    public void Add(AgentAction action)
    {
        switch (action)
        {
            // Before the command, not after it: what it drops must not count while it runs.
            case AgentAction.StartServer or AgentAction.KillServer or AgentAction.Clone or AgentAction.SaveExtra or AgentAction.Follow:
                parts.Incarnation.End();
                break;
            case AgentAction.SemiSyncOn:
                parts.Join.Begin(parts.Peer.Report!.Incarnation);
                parts.Promise.Begin();
                break;
            case AgentAction.SemiSyncOff or AgentAction.FinishApplying or AgentAction.OpenAlone:
                parts.Promise.Begin();
                break;
        }

        parts.Timer.Restart();
        parts.Commands.Add(action);
        StartNext();
    }

    public void TakeFinished(CommandFinished finished)
    {
        if (parts.Heartbeats.TryFinish(finished) || !parts.Commands.TryFinish(finished, out var action))
            return;
        parts.Facts.CountFromNow();
        // What was known of the data before a clone says nothing about it after: wait for fresh facts.
        if (action == AgentAction.Clone)
            parts.Facts.Assume(ServerCondition.Starting);
        if (!finished.Succeeded)
        {
            // The relay log may not be what this incarnation stands for.
            if (action == AgentAction.FollowOn)
                parts.Incarnation.End();
            parts.Timer.Restart();
            return;
        }

        TakeSuccess(action, finished.Position);
        reporter.ReportSoon();
        parts.Heartbeats.CountFromNow();
        StartNext();
    }

    public void TakeFacts(DatabaseFacts facts)
    {
        if (!parts.Facts.Take(facts))
            return;
        if (parts.Facts.AreSettled || facts.EndedByItself)
            parts.Promise.Take(facts);
        if (facts.Server is ServerCondition.Down or ServerCondition.Starting)
            parts.Incarnation.End();
        else if (facts.Server == ServerCondition.Up)
            parts.Incarnation.TakeRetrieved(facts.Retrieved);
        if (parts.Peer.Report is { State: AgentState.HandingOver })
            reporter.ReportSoon();
    }

    private void StartNext()
    {
        if (!parts.Commands.TryTakeNext(out var action))
            return;
        DatabaseCommand command = new(parts.Commands.NextId(), action)
        {
            Epoch = parts.SeenEpoch,
            PrimaryPosition = action == AgentAction.SaveExtra ? parts.Peer.Report?.Executed : null,
        };
        parts.Commands.Start(command);
        // As of the decision to follow: a restore that comes in between makes the incarnation outdated.
        _historyAtStart = parts.Arbiter.History;
        if (action is AgentAction.KillServer or AgentAction.StartServer)
            parts.Facts.Distrust();
        Step.Output.DatabaseCommands.Add(command);
    }

    private void TakeSuccess(AgentAction action, IGtidPosition? position)
    {
        switch (action)
        {
            case AgentAction.KillServer:
                parts.Facts.Assume(ServerCondition.Down);
                break;
            case AgentAction.StartServer:
                parts.Facts.Assume(ServerCondition.Starting);
                break;
            case AgentAction.SemiSyncOn or AgentAction.OpenSync:
                parts.Promise.Give();
                break;
            case AgentAction.Barrier:
                parts.Join.Barrier = position;
                break;
            case AgentAction.FinishApplying:
                parts.Facts.Applied = position;
                parts.Timer.Restart();
                break;
            case AgentAction.CloseForHandover:
                parts.Facts.Applied = position;
                parts.Incarnation.Begin(_historyAtStart, closed: true);
                break;
            case AgentAction.Follow:
                parts.Incarnation.Begin(_historyAtStart, closed: false);
                break;
            case AgentAction.FollowOn:
                parts.Incarnation.FollowOn();
                break;
        }
    }
}
