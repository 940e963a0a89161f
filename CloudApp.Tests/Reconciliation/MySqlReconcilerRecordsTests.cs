using CloudApp.Api.Data;
using CloudApp.Api.Records;
using CloudApp.Api.Storage.Objects;
using CloudApp.Api.Storage.Reconciliation;
using CloudApp.Contracts.Applications;
using CloudApp.Tests.Api;
using Microsoft.Extensions.Logging.Abstractions;
using MySqlConnector;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Reconciliation;

/// <summary>The reconciler's statements, and the migration that they need, on a real MySQL.</summary>
[Trait("Layer", "component")]
[Collection(MySqlServer.Collection)]
public sealed class MySqlReconcilerRecordsTests(MySqlServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Created = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private MySqlForTests _mySql = null!;
    private Database _database = null!;
    private MySqlReconcilerRecords _records = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mySql = await MySqlForTests.CreateAsync(server.Admin);
        _database = new Database(Routes(), Routes());
        _records = new MySqlReconcilerRecords(_database, TimeProvider.System);
        await new Migrator(_database, TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _mySql.DisposeAsync();
    }

    [Fact]
    public async Task The_migration_is_harmless_when_it_runs_again()
    {
        var id = await InsertAsync(copies: 2);
        var again = Migration.All.First(m => m.Name.EndsWith("_copies", StringComparison.Ordinal)).Sql;

        await ExecuteAsync(again);

        (await _mySql.CountAsync("sweeper")).ShouldBe(1);
        (await _records.AfterKeyAsync("", 10, Cancellation)).ShouldHaveSingleItem().ShouldBe(await RowAsync(id) with { Copies = 2 });
    }

    [Fact]
    public async Task The_lead_changes_hands_only_when_its_term_is_over_or_given_up_and_its_number_grows()
    {
        var first = (await _records.ClaimAsync("app1", Cancellation)).ShouldNotBeNull();
        (await _records.ClaimAsync("app1", Cancellation)).ShouldBe(first, "who has it keeps it");
        (await _records.ClaimAsync("app2", Cancellation)).ShouldBeNull();

        await ExecuteAsync("UPDATE sweeper SET held_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND");
        var second = (await _records.ClaimAsync("app2", Cancellation)).ShouldNotBeNull();
        second.Token.ShouldBe(first.Token + 1);

        await _records.ReleaseAsync("app1", Cancellation);
        (await _records.ClaimAsync("app1", Cancellation)).ShouldBeNull("only the holder can give it up");
        await _records.ReleaseAsync("app2", Cancellation);
        (await _records.ClaimAsync("app1", Cancellation)).ShouldNotBeNull().Token.ShouldBe(second.Token + 1);
    }

    [Fact]
    public async Task Who_lost_the_lead_writes_nothing_and_gets_no_leave_to_remove()
    {
        var old = (await _records.ClaimAsync("app1", Cancellation)).ShouldNotBeNull();
        var id = await InsertAsync(copies: 1);
        var key = (await RowAsync(id)).Key;
        (await _records.NamedAsync(old.Token, [key, "images/other"], Cancellation)).ShouldBe([key]);
        await _records.ReleaseAsync("app1", Cancellation);
        var now = (await _records.ClaimAsync("app2", Cancellation)).ShouldNotBeNull();

        await _records.NoteCopiesAsync(old.Token, [id], 2, Cancellation);
        (await RowAsync(id)).Copies.ShouldBe(1);
        (await _records.NamedAsync(old.Token, [key], Cancellation)).ShouldBeNull();

        await _records.NoteCopiesAsync(now.Token, [id], 2, Cancellation);
        (await RowAsync(id)).Copies.ShouldBe(2);
    }

    [Fact]
    public async Task Rows_come_in_order_and_are_counted_and_the_report_is_kept()
    {
        long[] ids = [await InsertAsync(1), await InsertAsync(2), await InsertAsync(1), await InsertAsync(0)];

        (await _records.AfterKeyAsync("images/", 3, Cancellation)).Select(r => r.Id).ShouldBe(ids[..3]);
        (await _records.AfterKeyAsync((await RowAsync(ids[1])).Key, 10, Cancellation)).Select(r => r.Id).ShouldBe(ids[2..]);
        (await _records.WithOneCopyAsync(0, Created.AddYears(1), 10, Cancellation)).Select(r => r.Id).ShouldBe([ids[0], ids[2]]);
        (await _records.WithOneCopyAsync(ids[0], Created.AddYears(1), 10, Cancellation)).Select(r => r.Id).ShouldBe([ids[2]]);
        (await _records.WithOneCopyAsync(0, Created, 10, Cancellation)).ShouldBeEmpty("too young");

        var token = (await _records.ClaimAsync("app1", Cancellation)).ShouldNotBeNull().Token;
        var report = new ReconcilerReport("app1", Created, false, [new SiteReport("host1", true, 3)], null, 1, 2, 3, 4, 5, Created);
        await _records.SaveReportAsync(token, report, Cancellation);
        await _records.SaveReportAsync(token - 1, report with { Leader = "old" }, Cancellation);
        var counts = await _records.CountAsync(Cancellation);
        (counts.MissingCopies, counts.WithoutObject).ShouldBe((2, 1));
        var kept = counts.Report.ShouldNotBeNull();
        kept.Sites.ShouldBe(report.Sites);
        (kept with { Sites = report.Sites }).ShouldBe(report);
    }

    private IReadOnlyList<DatabaseRoute> Routes() =>
        DatabaseRoute.FromConnectionString(_mySql.ConnectionString, TimeProvider.System, NullLoggerFactory.Instance);

    private async Task<StoredRow> RowAsync(long id) => (await _records.AfterKeyAsync("", 100, Cancellation)).First(r => r.Id == id);

    private async Task<long> InsertAsync(int copies)
    {
        // Keys of one millisecond have no order: each row is a second younger than the last.
        var at = Created.AddSeconds(await _mySql.CountAsync("records"));
        var record = new NewRecord(
            "n", ObjectKeys.NewImage(at), "image/png", 7, new string('a', 64), $"i:{Guid.NewGuid():N}", "host1", "app1", at, copies);
        await using var connection = await _database.Write[0].Source.OpenConnectionAsync(Cancellation);
        await using var insert = RecordSql.Insert(connection, record);
        return (await insert.ReadInsertedAsync(Cancellation)).Id;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.Write[0].Source.OpenConnectionAsync(Cancellation);
        await using var command = new MySqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
