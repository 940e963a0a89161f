using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Api;

/// <summary>Two nodes of the application on one real MySQL.</summary>
[Trait("Layer", "component")]
[Collection(MySqlServer.Collection)]
public sealed class MySqlTests(MySqlServer server) : IAsyncLifetime
{
    private const int SchemaTimeoutSeconds = 20;
    private MySqlForTests _mySql = null!;
    private ApiUnderTest _first = null!;
    private ApiUnderTest _second = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mySql = await MySqlForTests.CreateAsync(server.Admin);
        var nodes = await Task.WhenAll(
            ApiUnderTest.StartAsync(_mySql.ConnectionString, node: "app1"), ApiUnderTest.StartAsync(_mySql.ConnectionString, node: "app2"));
        (_first, _second) = (nodes[0], nodes[1]);
        await WaitForHealthAsync(_first);
        await WaitForHealthAsync(_second);
    }

    public async ValueTask DisposeAsync()
    {
        if (_first is not null) await _first.DisposeAsync();
        if (_second is not null) await _second.DisposeAsync();
        if (_mySql is not null) await _mySql.DisposeAsync();
    }

    [Fact]
    public async Task Two_nodes_at_once_apply_each_migration_once() => (await _mySql.CountAsync("schema_migrations")).ShouldBe(CloudApp.Api.Data.Migration.All.Count);

    [Fact]
    public async Task Concurrent_repetitions_on_both_nodes_make_one_record()
    {
        var uploads = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => UploadAsync(i % 2 == 0 ? _first : _second, "same-key", "A")));

        uploads.ShouldAllBe(u => u.Status == HttpStatusCode.Created);
        uploads.Select(u => u.Id).Distinct().Count().ShouldBe(1);
        (await _mySql.CountAsync("records")).ShouldBe(1);
        (_first.Own.Objects.Count + _second.Own.Objects.Count).ShouldBe(1);
    }

    [Fact]
    public async Task Connections_killed_all_the_time_cost_no_upload_and_make_none_twice()
    {
        const int uploads = 80;
        using var stop = new CancellationTokenSource();
        var killer = KillAsync(stop.Token);
        var done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, uploads), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
        {
            var (status, _) = await UploadAsync(i % 2 == 0 ? _first : _second, i % 3 == 0 ? null : $"key-{i}", $"n{i}");
            if (status == HttpStatusCode.Created) Interlocked.Increment(ref done);
        });
        await stop.CancelAsync();

        (await killer).ShouldBeGreaterThan(0);
        done.ShouldBe(uploads);
        (await _mySql.CountAsync("records")).ShouldBe(uploads);
    }

    [Fact]
    public async Task An_upload_waits_while_the_primary_is_fenced()
    {
        await _mySql.ExecuteAsync("SET GLOBAL super_read_only = ON");
        Task<(HttpStatusCode Status, long Id)> upload;
        try
        {
            upload = UploadAsync(_first, "fenced", "A");
            await Task.Delay(TimeSpan.FromMilliseconds(1_500), TimeProvider.System, Cancellation);
            upload.IsCompleted.ShouldBeFalse();
            using var health = await _first.Http.GetAsync("/health", Cancellation);
            health.StatusCode.ShouldBe(HttpStatusCode.OK, "a primary that is away must not take the node out");
        }
        finally
        {
            await _mySql.ExecuteAsync("SET GLOBAL super_read_only = OFF");
            await _mySql.ExecuteAsync("SET GLOBAL read_only = OFF");
        }

        (await upload).Status.ShouldBe(HttpStatusCode.Created);
        (await _mySql.CountAsync("records")).ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_ahead_of_the_replica_is_answered_by_the_primary_soon()
    {
        await UploadAsync(_first, null, "Grüße 🌅 '; DROP TABLE records; --");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/latest");
        request.Headers.Add("CloudApp-Gtid", "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5");
        var started = TimeProvider.System.GetTimestamp();
        using var response = await _second.Http.SendAsync(request, Cancellation);
        using var json = await response.JsonAsync();

        json.RootElement.GetProperty("name").GetString().ShouldBe("Grüße 🌅 '; DROP TABLE records; --");
        TimeProvider.System.GetElapsedTime(started).TotalMilliseconds.ShouldBeLessThan(2_000);
    }

    /// <summary>A server that was frozen as the primary and lacks what its successor has acknowledged must not answer in its place.</summary>
    [Fact]
    public async Task A_primary_is_asked_for_the_readers_own_write_as_well()
    {
        const int askedByThenMs = 350;
        await UploadAsync(_first, null, "before");
        var successor = Guid.NewGuid();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/latest");
        request.Headers.Add("CloudApp-Gtid", $"{successor:D}:1");
        var answer = _second.Http.SendAsync(request, Cancellation);
        await Task.Delay(TimeSpan.FromMilliseconds(askedByThenMs), TimeProvider.System, Cancellation);
        await UploadAsync(_first, null, "after");
        await _mySql.NoteTransactionsAsync([successor]);

        using var response = await answer;
        using var json = await response.JsonAsync();
        json.RootElement.GetProperty("name").GetString().ShouldBe("after");
    }

    [Fact]
    public async Task A_long_history_of_clones_and_failovers_leaves_the_token_short()
    {
        const int earlierServers = 40;
        await _mySql.NoteTransactionsAsync(Enumerable.Range(0, earlierServers).Select(static _ => Guid.NewGuid()));

        using var form = Samples.Form("A");
        using var upload = await _first.Http.PostAsync("/api/upload", form, Cancellation);
        using var json = await upload.JsonAsync();
        using var deletion = await _first.Http.DeleteAsync($"/api/records/{json.RootElement.GetProperty("id").GetInt64()}", Cancellation);

        foreach (var write in new[] { upload, deletion })
            write.Headers.GetValues("CloudApp-Gtid").Single().ShouldNotContain("+");
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_costs_a_read_and_the_health_check_little()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var ways = new MySqlConnectionStringBuilder(_mySql.ConnectionString);
        ways.Server = $"{silent.LocalEndpoint},{ways.Server}:{ways.Port}";
        await using var node = await ApiUnderTest.StartAsync(ways.ConnectionString);
        await UploadAsync(_first, null, "A");

        foreach (var path in new[] { "/api/latest", "/api/latest", "/health", "/api/latest", "/health" })
        {
            var started = TimeProvider.System.GetTimestamp();
            using var response = await node.Http.GetAsync(path, Cancellation);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            TimeProvider.System.GetElapsedTime(started).TotalMilliseconds.ShouldBeLessThan(900, path);
        }
    }

    [Fact]
    public async Task A_deletion_waits_while_the_primary_is_fenced_and_its_token_shows_it_everywhere()
    {
        var (_, id) = await UploadAsync(_first, null, "A");
        using (var before = await _second.Http.GetAsync($"/api/records/{id}", Cancellation)) before.StatusCode.ShouldBe(HttpStatusCode.OK);
        await _mySql.ExecuteAsync("SET GLOBAL super_read_only = ON");
        Task<HttpResponseMessage> deletion;
        try
        {
            deletion = _first.Http.DeleteAsync($"/api/records/{id}", Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(1_000), TimeProvider.System, Cancellation);
            deletion.IsCompleted.ShouldBeFalse();
        }
        finally
        {
            await _mySql.ExecuteAsync("SET GLOBAL super_read_only = OFF");
            await _mySql.ExecuteAsync("SET GLOBAL read_only = OFF");
        }

        using var response = await deletion;
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        // The second node may still have it in its cache; whoever carries the token does not get it from there.
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/records/{id}");
        request.Headers.Add("CloudApp-Gtid", response.Headers.GetValues("CloudApp-Gtid").Single());
        using var after = await _second.Http.SendAsync(request, Cancellation);
        (await after.CodeAsync()).ShouldBe("record-not-found");
        using var again = await _first.Http.DeleteAsync($"/api/records/{id}", Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _first.Own.Objects.ShouldBeEmpty();
    }

    [Fact]
    public async Task Connections_killed_all_the_time_leave_every_deletion_done_and_answered()
    {
        const int records = 40;
        var ids = new List<long>();
        for (var i = 0; i < records; i++) ids.Add((await UploadAsync(_first, null, $"n{i}")).Id);
        using var stop = new CancellationTokenSource();
        var killer = KillAsync(stop.Token);
        var answers = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (id, _) =>
        {
            using var response = await (id % 2 == 0 ? _first : _second).Http.DeleteAsync($"/api/records/{id}", CancellationToken.None);
            answers.Add(response.StatusCode);
        });
        await stop.CancelAsync();

        (await killer).ShouldBeGreaterThan(0);
        answers.Count(status => status == HttpStatusCode.NoContent).ShouldBe(records, "none may be told that its own record was not there");
        (await _mySql.CountAsync("records")).ShouldBe(0);
    }

    private async Task<int> KillAsync(CancellationToken stop)
    {
        var killed = 0;
        while (!stop.IsCancellationRequested)
        {
            killed += await _mySql.KillConnectionsAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System, CancellationToken.None);
        }

        return killed;
    }

    private static async Task<(HttpStatusCode Status, long Id)> UploadAsync(ApiUnderTest node, string? key, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/upload") { Content = Samples.Form(name) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await node.Http.SendAsync(request, Cancellation);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        return (response.StatusCode, json.RootElement.TryGetProperty("id", out var id) ? id.GetInt64() : 0);
    }

    private static async Task WaitForHealthAsync(ApiUnderTest node)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(SchemaTimeoutSeconds));
        while (true)
        {
            using var response = await node.Http.GetAsync("/health", limit.Token);
            if (response.IsSuccessStatusCode) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, limit.Token);
        }
    }
}
