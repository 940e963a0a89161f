using CloudApp.ServiceDefaults.Resilience;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.ServiceDefaults;

/// <summary>The cache of reads has more tests of its behaviour in CacheTests.</summary>
[Trait("Layer", "pure")]
public sealed class SingleFlightCacheTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(200);
    private readonly FakeTimeProvider _time = new();
    private int _questions;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AgeFrom.Question, 2)]
    [InlineData(AgeFrom.Answer, 1)]
    public async Task A_slow_answers_age_counts_from_where_it_shall(AgeFrom ageFrom, int questions)
    {
        var cache = new SingleFlightCache<int>(Kept, ageFrom, _time);
        await cache.GetAsync(SlowAsync, Cancellation);
        await cache.GetAsync(SlowAsync, Cancellation);
        _questions.ShouldBe(questions);

        _time.Advance(Kept);
        await cache.GetAsync(SlowAsync, Cancellation);
        _questions.ShouldBe(questions + 1);
    }

    [Fact]
    public async Task Whoever_started_the_question_may_leave_and_the_others_get_the_answer()
    {
        var cache = new SingleFlightCache<int>(Kept, AgeFrom.Question, _time);
        var answer = new TaskCompletionSource<int>();
        using var impatient = new CancellationTokenSource();
        var first = cache.GetAsync(() => answer.Task, impatient.Token);
        var second = cache.GetAsync(() => throw new InvalidOperationException("asked twice"), Cancellation);

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        answer.SetResult(7);
        (await second).ShouldBe(7);
    }

    private Task<int> SlowAsync()
    {
        _time.Advance(Kept);
        return Task.FromResult(Interlocked.Increment(ref _questions));
    }
}
