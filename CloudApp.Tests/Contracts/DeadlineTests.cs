using CloudApp.Contracts.Timing;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Contracts;

[Trait("Layer", "pure")]
public sealed class DeadlineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _caller = new();

    public void Dispose() => _caller.Dispose();

    [Fact]
    public void It_is_over_when_its_time_is_over()
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(2), _time, _caller.Token);
        _time.Advance(TimeSpan.FromMilliseconds(1_999));
        deadline.Token.IsCancellationRequested.ShouldBeFalse();
        deadline.IsOver.ShouldBeFalse();

        _time.Advance(TimeSpan.FromMilliseconds(1));
        deadline.Token.IsCancellationRequested.ShouldBeTrue();
        deadline.IsOver.ShouldBeTrue();
    }

    [Fact]
    public void A_caller_who_cancels_ends_it_and_is_told_apart_from_the_time()
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(2), _time, _caller.Token);
        _caller.Cancel();
        _time.Advance(TimeSpan.FromSeconds(3));

        deadline.Token.IsCancellationRequested.ShouldBeTrue();
        deadline.IsOver.ShouldBeFalse();
    }

    [Fact]
    public void A_caller_who_has_cancelled_before_ends_it_at_once()
    {
        _caller.Cancel();
        using var deadline = new Deadline(TimeSpan.FromSeconds(2), _time, _caller.Token);
        deadline.Token.IsCancellationRequested.ShouldBeTrue();
        deadline.IsOver.ShouldBeFalse();
    }

    [Fact]
    public void A_new_limit_counts_from_now()
    {
        using var deadline = new Deadline(TimeSpan.FromSeconds(10), _time, _caller.Token);
        deadline.Reset(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        deadline.IsOver.ShouldBeTrue();
    }
}
