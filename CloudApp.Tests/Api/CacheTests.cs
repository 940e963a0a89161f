using CloudApp.Api.Data;
using CloudApp.Api.Records;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>The short cache of reads: few questions for many, and never an old answer for a writer.</summary>
[Trait("Layer", "pure")]
public sealed class CacheTests
{
    private static readonly GtidSet Token = GtidToken.Read("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5")!;
    private readonly FakeTimeProvider _time = new();
    private readonly CountingStore _inner = new();
    private readonly CachedRecordStore _store;

    public CacheTests() => _store = new CachedRecordStore(_inner, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_who_ask_at_once_and_soon_after_cost_one_question()
    {
        _inner.Gate = new TaskCompletionSource();
        var asking = Enumerable.Range(0, 50).Select(_ => _store.LatestAsync(null, Cancellation)).ToList();
        _inner.Gate.SetResult();
        (await Task.WhenAll(asking)).ShouldAllBe(r => r!.Name == "n1");
        await _store.LatestAsync(null, Cancellation);
        _inner.Questions.ShouldBe(1);

        _time.Advance(TimeSpan.FromMilliseconds(DatabaseLimits.ReadKeptMs));
        await _store.LatestAsync(null, Cancellation);
        _inner.Questions.ShouldBe(2);
    }

    [Fact]
    public async Task Who_carries_the_token_of_a_write_is_never_answered_from_the_cache()
    {
        await _store.LatestAsync(null, Cancellation);
        await _store.PageAsync(new PageRequest(20, long.MaxValue), null, Cancellation);
        await _store.FindAsync(1, null, Cancellation);
        _inner.Name = "n2";

        (await _store.LatestAsync(Token, Cancellation))!.Name.ShouldBe("n2");
        (await _store.PageAsync(new PageRequest(20, long.MaxValue), Token, Cancellation)).Single().Name.ShouldBe("n2");
        (await _store.FindAsync(1, Token, Cancellation))!.Name.ShouldBe("n2");
    }

    [Theory]
    [InlineData("insert")]
    [InlineData("delete")]
    [InlineData("insert of unknown outcome")]
    public async Task A_write_of_this_node_empties_it(string write)
    {
        await _store.LatestAsync(null, Cancellation);
        await _store.PageAsync(new PageRequest(20, long.MaxValue), null, Cancellation);
        await _store.FindAsync(1, null, Cancellation);
        _inner.Name = "n2";
        _inner.IsAway = write.EndsWith("outcome", StringComparison.Ordinal);
        try
        {
            if (string.Equals(write, "delete", StringComparison.Ordinal)) await _store.DeleteAsync(7, Cancellation);
            else await _store.InsertAsync(null!, Cancellation);
        }
        catch (DatabaseUnavailableException)
        {
            _inner.IsAway = false;
        }

        (await _store.LatestAsync(null, Cancellation))!.Name.ShouldBe("n2");
        (await _store.PageAsync(new PageRequest(20, long.MaxValue), null, Cancellation)).Single().Name.ShouldBe("n2");
        (await _store.FindAsync(1, null, Cancellation))!.Name.ShouldBe("n2");
    }

    [Fact]
    public async Task An_answer_that_was_on_its_way_during_a_write_is_not_kept()
    {
        _inner.Gate = new TaskCompletionSource();
        var (early, earlyOne) = (_store.LatestAsync(null, Cancellation), _store.FindAsync(1, null, Cancellation));
        while (_inner.Questions < 2) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancellation);
        var gate = _inner.Gate;
        _inner.Gate = null;
        _inner.Name = "n2";
        await _store.InsertAsync(null!, Cancellation);
        (await _store.LatestAsync(null, Cancellation))!.Name.ShouldBe("n2");
        gate.SetResult();

        (await early)!.Name.ShouldBe("n1");
        (await earlyOne)!.Name.ShouldBe("n1");
        (await _store.LatestAsync(null, Cancellation))!.Name.ShouldBe("n2");
        (await _store.FindAsync(1, null, Cancellation))!.Name.ShouldBe("n2");
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        _inner.IsAway = true;
        await Should.ThrowAsync<DatabaseUnavailableException>(_store.LatestAsync(null, Cancellation));
        _inner.IsAway = false;
        (await _store.LatestAsync(null, Cancellation)).ShouldNotBeNull();
    }

    private sealed class CountingStore : IRecordStore
    {
        private int _questions;

        internal string Name { get; set; } = "n1";
        internal bool IsAway { get; set; }
        internal TaskCompletionSource? Gate { get; set; }
        internal int Questions => Volatile.Read(ref _questions);

        public Task<RecordWrite> InsertAsync(NewRecord record, CancellationToken cancellationToken) => IsAway ? throw Away() : Task.FromResult(new RecordWrite(Record(), null, true));

        public Task<RecordRemoval?> DeleteAsync(long id, CancellationToken cancellationToken) => Task.FromResult<RecordRemoval?>(null);

        public Task<UploadRecord?> FindByKeyAsync(string idempotencyKey, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<UploadRecord?> LatestAsync(GtidSet? after, CancellationToken cancellationToken) => await AskAsync();

        public async Task<UploadRecord?> FindAsync(long id, GtidSet? after, CancellationToken cancellationToken) => await AskAsync();

        public async Task<IReadOnlyList<UploadRecord>> PageAsync(PageRequest page, GtidSet? after, CancellationToken cancellationToken) => [await AskAsync()];

        private async Task<UploadRecord> AskAsync()
        {
            var answer = Record();
            Interlocked.Increment(ref _questions);
            if (IsAway) throw Away();
            if (Gate is { } gate) await gate.Task;
            return answer;
        }

        private UploadRecord Record() => new(1, Name, "k", "image/png", 1, "", "host1", "app1", DateTimeOffset.UnixEpoch);

        private static DatabaseUnavailableException Away() => new("away", new IOException("away"));
    }
}
