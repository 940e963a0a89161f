using CloudApp.ServiceDefaults.Resilience;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.ServiceDefaults;

[Trait("Layer", "pure")]
public sealed class CircuitBreakerTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void One_failure_opens_it_for_a_while()
    {
        var breaker = new CircuitBreaker(TimeSpan.FromSeconds(2), _time);
        breaker.IsOpen.ShouldBeFalse();

        breaker.Trip().ShouldBeTrue("it was closed");
        breaker.Trip().ShouldBeFalse("it was open");
        _time.Advance(TimeSpan.FromMilliseconds(1_999));
        breaker.IsOpen.ShouldBeTrue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        breaker.IsOpen.ShouldBeFalse();
        breaker.Trip().ShouldBeTrue("its time was over");
    }

    [Fact]
    public void One_success_closes_it()
    {
        var breaker = new CircuitBreaker(TimeSpan.FromSeconds(2), _time);
        breaker.Trip();
        breaker.Close();
        breaker.IsOpen.ShouldBeFalse();
        breaker.Trip().ShouldBeTrue();
    }

    [Fact]
    public void Without_an_end_it_stays_open_until_it_is_closed()
    {
        var breaker = new CircuitBreaker(Timeout.InfiniteTimeSpan, _time);
        breaker.Trip().ShouldBeTrue();
        _time.Advance(TimeSpan.FromDays(365));
        breaker.IsOpen.ShouldBeTrue();
        breaker.Trip().ShouldBeFalse();
        breaker.Close();
        breaker.IsOpen.ShouldBeFalse();
    }
}
