using CloudApp.Failover;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>Carries out the agent's commands with delays; a new role command replaces the running one.</summary>
internal sealed partial class ModelHost
{
    private const long CommandGivesUpUs = 5_000_000;

    /// <summary>A large relay log takes long to apply.</summary>
    private const long ApplyingGivesUpUs = 600_000_000;

    private int _role;

    private void Begin(DatabaseCommand command)
    {
        if (command.Heartbeat)
        {
            Commit(command);
            return;
        }

        var role = ++_role;
        var delayUs = _world.Random.Below(1_000) switch
        {
            < 5 => 1_000L * _world.Random.Between(150, 1_500),
            < 30 => 1_000L * _world.Random.Between(20, 150),
            _ => _world.Random.Between(500, 4_000),
        };
        var giveUpUs = _world.NowUs + (command.Action == AgentAction.FinishApplying ? ApplyingGivesUpUs : CommandGivesUpUs);
        var run = _run;
        _world.After(delayUs, () => Try(command, run, role, giveUpUs));
    }

    private void Try(DatabaseCommand command, int run, int role, long giveUpUs)
    {
        // A statement that was sent is carried out, also while the agent is paused.
        if (run != _run || role != _role)
        {
            CarryOutLate(command, run);
            return;
        }

        if (command.Action is AgentAction.KillServer or AgentAction.StartServer)
        {
            Process(command);
            return;
        }

        if (!Server.Up)
        {
            Finish(command, succeeded: false);
            return;
        }

        var waits = Server.Paused || !Advance(command, run, role);
        if (!waits)
            return;
        if (_world.NowUs > giveUpUs)
            Finish(command, succeeded: false);
        else
            _world.After(5_000, () => Try(command, run, role, giveUpUs));
    }

    /// <summary>Cancelling is not certain: some cancelled statements are carried out all the same.</summary>
    private void CarryOutLate(DatabaseCommand command, int run)
    {
        if (run != _run || !Server.Up || Server.Paused || !_world.Random.PerMille(300))
            return;
        if (command.Action == AgentAction.SemiSyncOn)
            Server.SetSemiSync(on: true);
        else if (command.Action == AgentAction.CloseForHandover)
            Server.CloseWrites();
    }

    private void Process(DatabaseCommand command)
    {
        if (command.Action == AgentAction.KillServer)
        {
            if (!_options.SkipsFence || !Server.IsOpen)
                Server.Crash();
        }
        else if (!Server.Up && !Server.Starting)
        {
            Server.BeginStart();
        }

        Finish(command, succeeded: true);
    }

    /// <summary>False when the command is not done yet and must be tried again.</summary>
    private bool Advance(DatabaseCommand command, int run, int role)
    {
        switch (command.Action)
        {
            case AgentAction.Fence:
                if (FenceHangs)
                    return false;
                if (!_options.SkipsFence)
                    Server.FenceNow();
                break;
            case AgentAction.FinishApplying:
                Server.BeginFinishing();
                if (!Server.RelayIsEmpty)
                    return false;
                Server.Empty = false;
                break;
            case AgentAction.OpenSync or AgentAction.OpenAlone:
                Server.Open(semiSync: command.Action == AgentAction.OpenSync);
                break;
            case AgentAction.CloseForHandover:
                Server.CloseWrites();
                if (Server.HasPending)
                    return false;
                Server.EndSessions();
                break;
            case AgentAction.SemiSyncOn or AgentAction.SemiSyncOff:
                Server.SetSemiSync(command.Action == AgentAction.SemiSyncOn);
                break;
            case AgentAction.SetReadOnly:
                Server.CloseWrites();
                break;
            case AgentAction.Barrier:
                Commit(command);
                return true;
            case AgentAction.Follow or AgentAction.FollowOn:
                Server.Follow(keepReceived: command.Action == AgentAction.FollowOn);
                FinishFollowing(command, run, role);
                return true;
            case AgentAction.SaveExtra when Server.DiskFull:
                Finish(command, succeeded: false);
                return true;
            case AgentAction.SaveExtra:
                Server.Save((TransactionSet?)command.PrimaryPosition);
                break;
            case AgentAction.Clone:
                Clone(command, run, role);
                return true;
        }

        Finish(command, succeeded: true);
        return true;
    }

    /// <summary>It receives at once; the command ends when semi-sync as a source is off, which takes up to a second more.</summary>
    private void FinishFollowing(DatabaseCommand command, int run, int role) =>
        _world.After(1_000L * _world.Random.Between(10, 900), () =>
        {
            if (run == _run && role == _role)
                Finish(command, Server.Up);
        });

    private void Commit(DatabaseCommand command)
    {
        var run = _run;
        Server.Commit(done => _world.After(300, () =>
        {
            if (run == _run)
                Deliver(new CommandFinished(command.Id, done, done ? Server.ExecutedCopy() : null));
        }));
    }

    private void Clone(DatabaseCommand command, int run, int role)
    {
        var donorRun = Peer.Server.Run;
        if (!Peer.Server.Up || Server.DiskFull)
        {
            Finish(command, succeeded: false);
            return;
        }

        _world.Note($"host {_number} clones");
        Server.BeginClone();
        _world.After(1_000L * _world.Random.Between(150, 600), () =>
        {
            if (run != _run || role != _role)
                return;
            var works = Server.Up && Peer.Server.Up && Peer.Server.Run == donorRun && _world.Linked(0, 1) && _world.Linked(1, 0);
            if (works)
                Server.EndClone(Peer.Server);
            Finish(command, works);
        });
    }

    private void Finish(DatabaseCommand command, bool succeeded)
    {
        var run = _run;
        var position = succeeded && Server.Up ? Server.ExecutedCopy() : null;
        CommandFinished finished = new(command.Id, succeeded, position);
        if (run == _run)
            Deliver(finished);
    }
}
