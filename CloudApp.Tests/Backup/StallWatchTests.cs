using CloudApp.Backup.BinaryLogs;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>A stream that died without a word is begun again, and one that is only slow is not.</summary>
[Trait("Layer", "pure")]
public sealed class StallWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StallWatch _watch;

    public StallWatchTests() => _watch = new StallWatch(_time);

    [Fact]
    public void Nothing_for_twenty_seconds_while_the_source_has_more_is_a_stall()
    {
        _watch.IsStalled(0, "binlog.000001", 100).ShouldBeFalse();
        Stalled(after: 10, bytes: 100).ShouldBeFalse();
        Stalled(after: 10, bytes: 100).ShouldBeFalse();
        Stalled(after: 11, bytes: 100).ShouldBeTrue();
        _watch.Problem.ShouldBe("nothing arrived for 21 s although the primary had more: the stream was begun again");
        Stalled(after: 1, bytes: 100).ShouldBeFalse();
        _watch.Problem.ShouldNotBeEmpty("until the copy is complete");
        _watch.IsStalled(0, "binlog.000001", 200);
        _watch.Problem.ShouldBe("");
    }

    [Fact]
    public void A_slow_one_is_not()
    {
        for (var bytes = 0L; bytes < 50; bytes++)
            Stalled(after: 19, bytes).ShouldBeFalse();
    }

    [Fact]
    public void A_source_that_writes_nothing_is_not()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _watch.IsStalled(0, "binlog.000001", 100).ShouldBeFalse();
        }
        _watch.IsStalled(1, "binlog.000001", 100).ShouldBeFalse("it has only just written");
    }

    [Fact]
    public void Each_new_try_is_given_longer_up_to_ten_minutes()
    {
        var waits = new List<int>();
        for (var second = 1; waits.Count < 8 && second < 10_000; second++)
        {
            if (Stalled(after: 1, bytes: 7))
                waits.Add(second);
        }
        var between = waits.Zip(waits.Prepend(0), static (one, before) => one - before).ToList();
        between[1].ShouldBe(40);
        between[^1].ShouldBe(600);
        _watch.Restarts.ShouldBe(8);
    }

    private bool Stalled(int after, long bytes)
    {
        _time.Advance(TimeSpan.FromSeconds(after));
        return _watch.IsStalled(1000, "binlog.000001", bytes);
    }
}
