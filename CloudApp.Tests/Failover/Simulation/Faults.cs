using CloudApp.Failover;

namespace CloudApp.Tests.Failover.Simulation;

/// <summary>What goes wrong in a schedule, and its end.</summary>
internal sealed class Faults(World world, ModelArbiter arbiter, ModelHost[] hosts, Ledger ledger, ScheduleOptions options)
{
    private const int KindsCount = 21;

    private bool _healed;

    public void Plan(long untilUs)
    {
        var dice = world.Random;
        if (dice.PerMille(400))
        {
            world.LossPerMille = dice.Between(0, 150);
            world.RepeatPerMille = dice.Between(0, 100);
            world.DelayPerMille = dice.Between(0, 60);
        }

        var count = dice.Between(1, 6);
        var burstUs = 1_000L * dice.Between(300, (int)(untilUs / 1_000));
        var bursts = dice.PerMille(500);
        for (var i = 0; i < count; i++)
        {
            // Half of the schedules put their faults close together: holes hide where two meet.
            var atUs = bursts ? burstUs + (1_000L * dice.Below(900)) : 1_000L * dice.Between(200, (int)(untilUs / 1_000));
            var kind = dice.Below(KindsCount);
            var host = dice.Below(2);
            var forUs = 1_000L * (dice.PerMille(500) ? dice.Between(50, 900) : dice.Between(600, 3_500));
            world.At(Math.Min(atUs, untilUs), () => Happen(kind, host, forUs));
        }
    }

    public void Heal()
    {
        _healed = true;
        world.Note("everything heals");
        world.LossPerMille = world.RepeatPerMille = world.DelayPerMille = 0;
        world.MendAll();
        arbiter.MembersLost = 0;
        foreach (var host in hosts)
        {
            host.FenceHangs = false;
            host.Server.DiskFull = false;
            host.Server.SlowApply = false;
            host.Server.StopReceiverByHand(stopped: false);
            host.Server.Pause(paused: false);
            host.PauseAgent(paused: false);
            host.PowerOn();
            host.StartAgent();
        }
    }

    private void Happen(int kind, int host, long forUs)
    {
        if (_healed)
            return;
        if (kind is 10 or 11 or 17 or 18)
            HappenToArbiter(kind, hosts[host], forUs);
        else if (kind is 12 or 14 or 16 or 20)
            HappenByHand(kind, host);
        else
            HappenToHost(kind, host, forUs);
    }

    private void HappenToHost(int kind, int host, long forUs)
    {
        var victim = hosts[host];
        switch (kind)
        {
            case 0 or 1:
                victim.CrashServer();
                break;
            case 2:
                For(forUs, on => victim.Server.Pause(on), $"mysqld {host} paused");
                break;
            case 3:
                victim.KillAgent();
                world.After(1_000L * world.Random.Between(200, 900), victim.StartAgent);
                break;
            case 4:
                For(forUs, victim.PauseAgent, $"agent {host} paused");
                break;
            case 5 or 6:
                Power(victim, forUs);
                break;
            case 7:
                CutLinks(host, forUs);
                break;
            case 8:
                For(forUs * 2, on => victim.Server.SlowApply = on, $"server {host} applies slowly");
                break;
            case 9:
                For(forUs, on => victim.Server.DiskFull = on, $"disk {host} full");
                break;
            case 13:
                For(forUs, on => victim.FenceHangs = on, $"offline_mode hangs on {host}");
                break;
            case 15:
                victim.ShutServerDown();
                break;
            case 19:
                StandbyOr(host).Server.BreakApplier();
                break;
        }
    }

    private void HappenToArbiter(int kind, ModelHost victim, long forUs)
    {
        switch (kind)
        {
            case 10:
                world.Note("arbiter without a leader");
                arbiter.GoSilent(forUs / 2);
                break;
            case 11:
                For(forUs, on => arbiter.MembersLost += on ? 1 : -1, "arbiter member lost");
                break;
            case 17:
                victim.Losses?.Wipe();
                break;
            case 18:
                GoBack(victim, forUs);
                break;
        }
    }

    private void HappenByHand(int kind, int host)
    {
        switch (kind)
        {
            case 12:
                world.Note($"operator: switchover at {host}");
                hosts[host].Ask(OperatorOrder.Switchover);
                break;
            case 14:
                ChangeSemiSync(hosts[host].Server);
                break;
            case 16:
                WriteByHand(StandbyOr(host));
                break;
            case 20:
                StandbyOr(host).Server.DropReceivedByHand(starts: world.Random.PerMille(500));
                break;
        }
    }

    /// <summary>Somebody changes a setting by hand, and often stops the replica's receiver as well. The agents put it right, nobody else.</summary>
    private void ChangeSemiSync(ModelServer server)
    {
        if (world.Random.PerMille(500))
        {
            world.Note($"receiver of {server.Peer.Host} stopped by hand");
            server.Peer.StopReceiverByHand(stopped: true);
        }

        var way = world.Random.Below(3);
        world.Note($"semi-sync of {server.Host} changed by hand, way {way}");
        if (way == 0)
        {
            server.LowerTimeout(1_000L * world.Random.Below(800));
            return;
        }

        server.FallBack();
        if (way == 2)
            server.Resume();
    }

    private ModelHost StandbyOr(int host) => hosts[hosts[1 - host].State is AgentState.Replica ? 1 - host : host];

    /// <summary>The copy was made before whatever else happens meanwhile.</summary>
    private void GoBack(ModelHost victim, long forUs)
    {
        world.Note("a copy of the arbiter's data is made");
        arbiter.KeepSnapshot();
        world.After(forUs, () =>
        {
            if (!_healed)
                victim.Losses?.GoBack();
        });
    }

    private void WriteByHand(ModelHost victim)
    {
        if (options.WritesByHand && victim.State is AgentState.Replica or AgentState.CatchingUp or AgentState.Fenced)
            victim.Server.WriteByHand();
    }

    private void For(long forUs, Action<bool> what, string name)
    {
        world.Note(name);
        what(true);
        world.After(forUs, () =>
        {
            if (!_healed)
                what(false);
        });
    }

    private void Power(ModelHost victim, long forUs)
    {
        if (!victim.Powered)
            return;
        victim.PowerOff();
        arbiter.MembersLost++;
        if (world.Random.PerMille(300))
            arbiter.GoSilent(1_000L * world.Random.Between(300, 1_500));
        if (world.Random.PerMille(120))
            Force(1 - victim.Server.Host);
        world.After(forUs, () =>
        {
            if (_healed)
                return;
            arbiter.MembersLost--;
            victim.PowerOn();
            victim.StartAgent();
        });
    }

    private void Force(int host) => world.After(1_000L * world.Random.Between(200, 2_500), () =>
    {
        if (_healed || hosts[1 - host].Powered)
            return;
        world.Note($"operator: failover --force to {host}");
        ledger.Forced[host] = true;
        hosts[host].Ask(OperatorOrder.ForceFailover);
        world.After(8_000_000, () => ledger.Forced[host] = false);
    });

    private void CutLinks(int host, long forUs)
    {
        (int From, int To)[] cut = (options.CutsTheLinkAlone ? world.Random.Below(5) : world.Random.Between(2, 5)) switch
        {
            0 => [(0, 1), (1, 0)],
            1 => [(host, 1 - host)],
            2 => [(host, 2), (2, host)],
            3 => [(world.Random.PerMille(500) ? host : 2, world.Random.PerMille(500) ? 2 : host)],
            _ => [(host, 1 - host), (1 - host, host), (host, 2), (2, host)],
        };
        For(forUs, on =>
        {
            foreach ((var from, var to) in cut)
                world.Cut(from, to, on);
        }, $"links cut: {string.Join(' ', cut)}");
    }
}
