using CloudApp.Failover;
using CloudApp.Failover.Arbitration;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Failover;

/// <summary>The two halves of arbitration by two machines, and the notes between them.</summary>
[Trait("Layer", "pure")]
public sealed class PairArbitrationTests
{
    private static readonly AgentTimings Timings = new();
    private static readonly ClusterRecord Sync = new(3, "host1", "host2/1/1");

    private readonly bool[] _vip = [true, true];
    private PairArbitration[] _halves;
    private bool _cut;
    private readonly long[] _behindMs = [0, 0];
    private long _nowMs = 1_000_000;
    private long _request;

    public PairArbitrationTests() => _halves = Start(automatic: false, held: null);

    [Fact]
    public void The_first_start_needs_both_and_makes_the_first_record()
    {
        _cut = true;
        Wait(10_000);
        Acquire(0, "host1/1/1").ShouldBeFalse();
        Snapshot(0).Withheld.ShouldNotBeNull().ShouldContain("first start");
        _cut = false;
        Wait(500);
        Acquire(1, "host2/1/1").ShouldBeFalse();
        Acquire(0, "host1/1/1").ShouldBeTrue();
        Swap(0, "host1/1/1", new ClusterRecord(1, "host1", null)).ShouldBeTrue();
        Wait(200);
        Snapshot(1).Record.ShouldBe(new ClusterRecord(1, "host1", null));
        Snapshot(1).LeaseOwner.ShouldBe("host1/1/1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_living_hosts_never_hold_the_lease_both(bool automatic)
    {
        _halves = Start(automatic, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        Acquire(0, "host1/1/1").ShouldBeTrue();
        Acquire(1, "host2/1/1").ShouldBeFalse();
        Acquire(1, "host2/1/1", forced: true).ShouldBeFalse();
        Wait(200);
        Snapshot(1).LeaseOwner.ShouldBe("host1/1/1");
    }

    // Found by the simulation (seed 2593 of the two machines): mysqld died while the question was on its way, the lease was
    // given up, and the consent brought it back for an owner that nobody renews: both hosts stayed read-only for ever.
    [Fact]
    public void A_consent_does_not_bring_back_what_was_given_up_meanwhile()
    {
        _halves = Start(automatic: true, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        var asked = Request(1, ArbiterVerb.TryAcquire, "host2/1/1");
        _halves[1].BeginAcquire(asked, _nowMs).ShouldBeNull();
        var answer = Ask(1).ShouldNotBeNull();
        answer.Granted.ShouldBe("host2/1/1");
        _halves[1].Release(Request(1, ArbiterVerb.Release, "host2/1/1"), _nowMs);
        _halves[1].EndAcquire(asked, answer, _nowMs).Outcome.ShouldBe(ArbiterOutcome.Refused);
        Snapshot(1).LeaseOwner.ShouldBeNull();
        Wait(500);
        Acquire(0, "host1/1/1").ShouldBeTrue();
    }

    // Found by the simulation (seed 1776 of the two machines): the answer to "alone" was on its way while mysqld died, was started
    // again and claimed the next epoch; then it put the older record back, and the standby never followed.
    [Fact]
    public void A_change_that_was_overtaken_does_not_come_back_with_a_late_answer()
    {
        _halves = Start(automatic: true, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        Acquire(0, "host1/1/1").ShouldBeTrue();
        Wait(200);
        var alone = Sync with { SyncWith = null };
        var asked = Request(0, ArbiterVerb.CompareAndSwap, "host1/1/1") with { Record = alone };
        _halves[0].BeginSwap(asked, Now(0)).ShouldBeNull();
        var answer = Ask(0).ShouldNotBeNull();
        _halves[0].Release(Request(0, ArbiterVerb.Release, "host1/1/1"), Now(0));
        Acquire(0, "host1/1/2").ShouldBeTrue();
        var claimed = alone with { Epoch = 4 };
        Swap(0, "host1/1/2", claimed).ShouldBeTrue();
        _halves[0].EndSwap(asked, answer, Now(0)).Outcome.ShouldBe(ArbiterOutcome.Refused);
        Snapshot(0).Record.ShouldBe(claimed);
        Wait(200);
        Snapshot(1).Record.ShouldBe(claimed);
    }

    [Fact]
    public void Both_asking_at_once_gives_it_to_one()
    {
        _halves = Start(automatic: true, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        ArbiterRequest[] asked = [Request(0, ArbiterVerb.TryAcquire, "host1/1/1"), Request(1, ArbiterVerb.TryAcquire, "host2/1/1")];
        _halves[0].BeginAcquire(asked[0], _nowMs).ShouldBeNull();
        _halves[1].BeginAcquire(asked[1], _nowMs).ShouldBeNull();
        var first = _halves[0].Question();
        var second = _halves[1].Question();
        var toFirst = _halves[1].Answer(first, _nowMs);
        var toSecond = _halves[0].Answer(second, _nowMs);
        _halves[0].TakeAnswer(toFirst, _nowMs);
        _halves[1].TakeAnswer(toSecond, _nowMs);
        var firstGot = _halves[0].EndAcquire(asked[0], toFirst, _nowMs).Outcome == ArbiterOutcome.Done;
        var secondGot = _halves[1].EndAcquire(asked[1], toSecond, _nowMs).Outcome == ArbiterOutcome.Done;
        (firstGot ^ secondGot).ShouldBeTrue();
    }

    [Fact]
    public void A_standby_takes_over_after_a_handover_and_not_after_a_mere_release_when_only_operators_move_the_primary()
    {
        foreach (var handover in new[] { false, true })
        {
            _halves = Start(automatic: false, new PairRecord(Sync, 1, Forced: false));
            Wait(500);
            Acquire(0, "host1/1/1").ShouldBeTrue();
            _halves[0].Release(Request(0, ArbiterVerb.Release, "host1/1/1") with { Handover = handover }, _nowMs);
            Wait(200);
            (Snapshot(1).Withheld is null).ShouldBe(handover);
            Acquire(1, "host2/1/1").ShouldBe(handover);
        }
    }

    [Fact]
    public void A_restarted_primary_learns_of_the_higher_epoch_before_it_may_open()
    {
        _halves = Start(automatic: false, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        _cut = true;
        Wait(3_000);
        Acquire(1, "host2/1/1").ShouldBeFalse();
        Acquire(1, "host2/1/1", forced: true).ShouldBeTrue();
        Swap(1, "host2/1/1", new ClusterRecord(4, "host2", null)).ShouldBeTrue();
        _halves[0] = Half(0, automatic: false, new PairRecord(Sync, 1, Forced: false), run: 2);
        Wait(10_000);
        Acquire(0, "host1/2/1").ShouldBeFalse();
        Snapshot(0).Withheld.ShouldNotBeNull().ShouldContain("agent was down");
        _cut = false;
        Wait(300);
        Snapshot(0).Record.ShouldBe(new ClusterRecord(4, "host2", null));
        Acquire(0, "host1/2/1").ShouldBeFalse();
    }

    [Fact]
    public void A_primary_whose_server_crashed_goes_on_without_the_other_host_but_not_after_it_consented_to_another()
    {
        _halves = Start(automatic: false, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        Acquire(0, "host1/1/1").ShouldBeTrue();
        _cut = true;
        Wait(3_000);
        _halves[0].Release(Request(0, ArbiterVerb.Release, "host1/1/1"), _nowMs);
        Acquire(0, "host1/1/2").ShouldBeTrue();
        _cut = false;
        Wait(300);
        _halves[0].Release(Request(0, ArbiterVerb.Release, "host1/1/2") with { Handover = true }, _nowMs);
        Wait(300);
        Acquire(1, "host2/1/1").ShouldBeTrue();
        _cut = true;
        Wait(3_000);
        Acquire(0, "host1/1/3").ShouldBeFalse();
    }

    [Fact]
    public void The_vip_moves_the_primary_only_while_the_standbys_knowledge_is_fresh()
    {
        _halves = Start(automatic: true, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        Acquire(0, "host1/1/1").ShouldBeTrue();
        Wait(200);
        _cut = true;
        _vip[0] = false;
        Wait(1_000);
        Acquire(1, "host2/1/1").ShouldBeFalse();
        KeepAlive(0, "host1/1/1").ShouldBeFalse();
        Wait(1_700);
        Snapshot(1).Withheld.ShouldBeNull();
        Wait(2_000);
        Snapshot(1).Withheld.ShouldNotBeNull().ShouldContain("gone on alone");
        Acquire(1, "host2/1/1").ShouldBeFalse();
    }

    [Fact]
    public void A_primary_goes_alone_only_when_the_standby_knows_or_can_no_longer_take_over()
    {
        _halves = Start(automatic: true, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        Acquire(0, "host1/1/1").ShouldBeTrue();
        var alone = Sync with { SyncWith = null };
        _cut = true;
        Wait(3_000);
        Swap(0, "host1/1/1", alone).ShouldBeFalse();
        Snapshot(1).Withheld.ShouldBeNull("the standby may still take over");
        Wait(1_500);
        Snapshot(1).Withheld.ShouldNotBeNull();
        Swap(0, "host1/1/1", alone).ShouldBeTrue();

        _cut = false;
        Wait(300);
        Swap(0, "host1/1/1", Sync).ShouldBeTrue();
        Wait(300);
        Swap(0, "host1/1/1", alone).ShouldBeTrue();
        Snapshot(1).Record.ShouldBe(alone);
    }

    [Fact]
    public void The_open_case_is_the_link_alone_with_the_vip_at_both()
    {
        var twoHolders = 0;
        foreach (var vipFirst in new[] { true, false })
            foreach (var vipSecond in new[] { true, false })
            {
                _halves = Start(automatic: true, new PairRecord(Sync, 1, Forced: false));
                (_cut, _vip[0], _vip[1]) = (false, true, true);
                Wait(500);
                Acquire(0, "host1/1/1").ShouldBeTrue();
                Wait(200);
                (_cut, _vip[0], _vip[1]) = (true, vipFirst, vipSecond);
                Wait(2_800);
                if (KeepAlive(0, "host1/1/1") && Acquire(1, "host2/1/1"))
                {
                    twoHolders++;
                    (vipFirst && vipSecond).ShouldBeTrue("both hold the VIP in the open case, and only then");
                }
            }

        twoHolders.ShouldBe(1);
        _halves[0].OpenCase.ShouldContain("link between the two hosts");
    }

    [Fact]
    public void A_paused_agent_does_not_take_its_own_silence_for_that_of_the_other()
    {
        SilenceClock clock = new(1_000);
        clock.Answered(1_000);
        clock.Failed(1_100);
        clock.SilentForMs(1_900).ShouldBe(800);
        clock.SilentForMs(9_000).ShouldBe(0);
        clock.Failed(9_000);
        clock.SilentForMs(9_100).ShouldBe(100);
    }

    /// <summary>
    /// The standby's machine sleeps for an hour, the primary goes on alone and loses its power, the standby wakes. By a clock
    /// that stood still the last confirmation is a moment old: it would take over without what the other wrote meanwhile.
    /// </summary>
    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void A_standby_whose_machine_stood_still_takes_over_nothing(bool isCounted, bool hasLeapt, bool takesOver)
    {
        const int sleepMs = 3_600_000;
        _halves = Start(automatic: true, new PairRecord(Sync, 1, Forced: false));
        Wait(500);
        Acquire(0, "host1/1/1").ShouldBeTrue();
        Wait(200);
        _cut = true;
        _nowMs += sleepMs;
        _behindMs[1] = isCounted ? 0 : sleepMs;
        _ = Ask(0);
        Swap(0, "host1/1/1", Sync with { SyncWith = null }).ShouldBeTrue();
        if (hasLeapt)
            _halves[1].ForgetConfirmation();
        Wait(3_000);
        Acquire(1, "host2/1/1").ShouldBe(takesOver, "true is what remains open: a paused virtual machine whose wall clock nobody sets right");
    }

    [Fact]
    public void A_leap_of_the_wall_clock_is_one_that_the_machines_clock_did_not_make()
    {
        WallClockWatch watch = new();
        watch.HasLeapt(1_700_000_000_000, 50_000).ShouldBeFalse("the first look compares with nothing");
        watch.HasLeapt(1_700_000_000_100, 50_100).ShouldBeFalse();
        watch.HasLeapt(1_700_003_600_100, 3_650_100).ShouldBeFalse("both went on: a suspended machine counts itself");
        watch.HasLeapt(1_700_003_600_300, 3_650_200).ShouldBeFalse("set right by less than it takes");
        watch.HasLeapt(1_700_003_500_400, 3_650_300).ShouldBeFalse("set back");
        watch.HasLeapt(1_700_003_510_400, 3_650_400).ShouldBeTrue();
        watch.HasLeapt(1_700_003_510_500, 3_650_500).ShouldBeFalse();
    }

    private PairArbitration[] Start(bool automatic, PairRecord? held) => [Half(0, automatic, held, run: 1), Half(1, automatic, held, run: 1)];

    private PairArbitration Half(int host, bool automatic, PairRecord? held, long run)
    {
        VipFacts Look(long nowMs) => new(
            _vip[host] ? 5_000 : null, _cut ? 5_000 : 0, _cut ? 5_000 : 0, GatewayAnsweredAgoMs: 100);
        IPairPolicy policy = automatic ? new VipPolicy(Timings, Look) : new ManualPolicy(Timings);
        return new PairArbitration(new AgentIdentity($"host{host + 1}", $"host{2 - host}", run, Initial: host == 0), policy, Timings, held, _nowMs);
    }

    /// <summary>The host's own clock.</summary>
    private long Now(int host) => _nowMs - _behindMs[host];

    private ArbiterSnapshot Snapshot(int host) => _halves[host].Snapshot(Now(host));

    private ArbiterRequest Request(int host, ArbiterVerb verb, string owner) => new(++_request, verb, owner, Snapshot(host).Revision);

    private PairNote? Ask(int host)
    {
        var sentMs = Now(host);
        var question = _halves[host].Question();
        if (_cut)
        {
            _halves[host].TakeSilence(sentMs);
            return null;
        }

        var answer = _halves[1 - host].Answer(question, Now(1 - host));
        _halves[host].TakeAnswer(answer, sentMs);
        return answer;
    }

    private void Wait(int forMs)
    {
        for (var i = 0; i < forMs; i += 100)
        {
            _nowMs += 100;
            _ = Ask(0);
            _ = Ask(1);
        }
    }

    private bool Acquire(int host, string owner, bool forced = false)
    {
        var request = Request(host, ArbiterVerb.TryAcquire, owner) with { Forced = forced };
        var reply = _halves[host].BeginAcquire(request, Now(host)) ?? _halves[host].EndAcquire(request, Ask(host), Now(host));
        return reply.Outcome == ArbiterOutcome.Done;
    }

    private bool KeepAlive(int host, string owner) =>
        _halves[host].KeepAlive(Request(host, ArbiterVerb.KeepAlive, owner), Now(host)).Outcome == ArbiterOutcome.Done;

    private bool Swap(int host, string owner, ClusterRecord record)
    {
        var request = Request(host, ArbiterVerb.CompareAndSwap, owner) with { Record = record };
        var reply = _halves[host].BeginSwap(request, Now(host)) ?? _halves[host].EndSwap(request, Ask(host), Now(host));
        return reply.Outcome == ArbiterOutcome.Done;
    }
}
