using CloudApp.Agent.MySql;
using CloudApp.Agent.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Agent;

/// <summary>Copies of what only one server had: bounded in number, and never removed for what a clock says.</summary>
[Trait("Layer", "pure")]
public sealed class SavedCopiesTests : IDisposable
{
    private const string Uuid = "11111111-1111-1111-1111-111111111111";
    private const string Other = "22222222-2222-2222-2222-222222222222";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private readonly string _state = Directory.CreateTempSubdirectory("cloudapp-copies-").FullName;
    private readonly SavedCopies _copies;

    public SavedCopiesTests()
    {
        var paths = new AgentPaths(_state, Path.Combine(_state, "run"), "");
        _copies = new SavedCopies(new AgentSettings("host1", "host2", "", "", paths, new AgentSecrets("", "", "", "", "")), _time, NullLogger<SavedCopies>.Instance);
    }

    public void Dispose()
    {
        _copies.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public async Task What_was_never_finished_is_removed_at_the_start()
    {
        Make("20260101T000000Z");
        Make("20260102T000000Z.partial");
        await _copies.StartAsync(CancellationToken.None);
        await _copies.StopAsync(CancellationToken.None);

        _copies.Names.Select(Path.GetFileName).ShouldBe(["20260101T000000Z"]);
        Directory.GetDirectories(Path.Combine(_state, "divergent")).Length.ShouldBe(1);
    }

    [Fact]
    public void Old_copies_beyond_the_youngest_ones_are_removed()
    {
        for (var day = 1; day <= SavedCopies.MinCopies + 2; day++)
            Make($"202601{day:00}T000000Z");
        AgeTo(SavedCopies.MinAgeHours - 1);
        _copies.Names.Count.ShouldBe(SavedCopies.MinCopies + 2, "none is old enough");
        Make("20260301T000000Z");

        _copies.Age();

        _copies.Names.Count.ShouldBe(SavedCopies.MinCopies);
        _copies.Names.Select(Path.GetFileName).ShouldNotContain("20260101T000000Z", StringComparer.Ordinal);
        _copies.Names.Select(Path.GetFileName).ShouldContain("20260301T000000Z", StringComparer.Ordinal);
    }

    [Fact]
    public void The_youngest_stays_whatever_its_name_says()
    {
        for (var day = 1; day <= SavedCopies.MinCopies; day++)
            Make($"203801{day:00}T000000Z");
        AgeTo(SavedCopies.MinAgeHours);
        // The clock was ahead and is right again.
        Make("20260101T000000Z");

        AgeTo(1);

        _copies.Names.Count.ShouldBe(SavedCopies.MinCopies);
        _copies.Names.Select(Path.GetFileName).ShouldContain("20260101T000000Z", StringComparer.Ordinal);
    }

    [Fact]
    public void A_clock_that_steps_removes_nothing()
    {
        for (var day = 1; day <= SavedCopies.MinCopies * 2; day++)
            Make($"202601{day:00}T000000Z");
        _time.AdjustTime(_time.GetUtcNow().AddYears(12));

        _copies.Age();

        _copies.Names.Count.ShouldBe(SavedCopies.MinCopies * 2);
    }

    [Fact]
    public void Only_the_logs_with_the_transactions_in_question_are_chosen()
    {
        List<BinaryLog> logs =
        [
            new("binlog.000001", 100, GtidSet.Empty),
            new("binlog.000002", 100, GtidSet.Parse($"{Uuid}:1-10")),
            new("binlog.000003", 100, GtidSet.Parse($"{Uuid}:1-20,{Other}:1")),
            new("binlog.000004", 100, GtidSet.Parse($"{Uuid}:1-20,{Other}:1")),
        ];
        var executed = GtidSet.Parse($"{Uuid}:1-30,{Other}:1-2");

        string[] Chosen(string set) => [.. BinaryLog.Holding(logs, executed, GtidSet.Parse(set)).Select(static log => log.Name)];
        Chosen($"{Other}:1").ShouldBe(["binlog.000002"]);
        Chosen($"{Other}:1-2").ShouldBe(["binlog.000002", "binlog.000004"]);
        Chosen($"{Uuid}:40").ShouldBeEmpty("it is in none of them");
    }

    [Fact]
    public void Too_little_room_is_said_with_what_is_needed()
    {
        List<BinaryLog> logs = [new("binlog.000001", 100L << 20, GtidSet.Empty)];

        Should.NotThrow(() => ExtraTransactions.CheckSpace(logs, "/d", freeBytes: 264L << 20));
        Should.Throw<DatabaseServerException>(() => ExtraTransactions.CheckSpace(logs, "/d", freeBytes: 200L << 20)).Message
            .ShouldContain("needs 265 MiB of free space in /d, and 200 MiB are free");
    }

    private void Make(string name)
    {
        Directory.CreateDirectory(Path.Combine(_state, "divergent", name));
        File.WriteAllText(Path.Combine(_state, "divergent", name, "gtid-set.txt"), $"{Uuid}:1\n");
    }

    private void AgeTo(int hours)
    {
        for (var i = 0; i < hours; i++)
            _copies.Age();
    }
}
