using CloudApp.Agent.Gtid;
using CloudApp.Backup.BinaryLogs;
using CloudApp.Backup.OffSite;
using CloudApp.Backup.Restore;
using CsCheck;
using Shouldly;
using Xunit;
using Gtid = CloudApp.Backup.BinaryLogs.Gtid;

namespace CloudApp.Tests.Backup;

[Trait("Layer", "pure")]
public sealed class TransactionSetTests
{
    private static readonly string[] Servers = ["11111111-0000-0000-0000-000000000000", "22222222-0000-0000-0000-000000000000"];

    private static readonly Gen<List<Gtid>> Gtids = Gen.Select(Gen.Int[0, 1], Gen.Long[1, 30], static (server, number) => new Gtid(Servers[server], number)).List[0, 40];

    [Fact]
    public void It_says_what_the_agents_set_says() => Gen.Select(Gtids, Gtids).Sample((one, other) =>
    {
        var (a, b) = (Set(one), Set(other));
        var (x, y) = (GtidSet.Parse(Text(one)), GtidSet.Parse(Text(other)));
        var both = a.Copy();
        both.Add(b);
        return string.Equals(a.ToString(), x.ToString(), StringComparison.Ordinal)
            && string.Equals(a.Except(b).ToString(), x.Subtract(y).ToString(), StringComparison.Ordinal)
            && string.Equals(both.ToString(), x.Union(y).ToString(), StringComparison.Ordinal)
            && a.Contains(b) == x.Contains(y) && a.Count == x.Count && one.TrueForAll(a.Contains)
            && string.Equals(TransactionSet.Parse(a.ToString()).ToString(), a.ToString(), StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("2026-11-24 10:15:03", "2026-11-24T09:15:03Z")]
    [InlineData("2026-11-24T10:15:03Z", "2026-11-24T10:15:03Z")]
    [InlineData("2026-11-24T10:15:03.25+02:00", "2026-11-24T08:15:03.25Z")]
    public void A_moment_is_read_in_the_plans_zone_unless_it_says_its_own(string text, string utc) =>
        RestorePoint.Parse(text, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).Time.ShouldBe(DateTimeOffset.Parse(utc));

    [Fact]
    public void What_is_no_moment_is_refused() => Should.Throw<FormatException>(static () => RestorePoint.Parse("yesterday evening", TimeZoneInfo.Utc));

    [Fact]
    public void A_name_on_the_target_says_what_it_is_and_whether_it_is_whole()
    {
        var name = new SealedName("objects/a%2Fb.png", 1234, new string('a', 64));
        SealedName.Parse(name.Path).ShouldBe(name);
        SealedName.Parse("objects/a.png.age").ShouldBeNull();
        SealedName.Parse(name.Path + ".unfinished").ShouldBeNull();
    }

    [Theory]
    [InlineData("0-10", 10)]
    [InlineData("0-10 10-20 20-21", 21)]
    [InlineData("0-10 20-30", 10)]
    [InlineData("5-10", 0)]
    [InlineData("0-10 0-25 10-20", 25)]
    public void Pieces_reach_as_far_as_there_is_no_hole(string pieces, long reach) => LogPiece.Reach(pieces.Split(' ').Select(static piece =>
    {
        var ends = piece.Split('-');
        return LogPiece.Parse(new LogPiece("u", "binlog.000001", long.Parse(ends[0]), long.Parse(ends[1])).Logical)!;
    })).ShouldBe(reach);

    private static TransactionSet Set(List<Gtid> gtids)
    {
        var set = new TransactionSet();
        gtids.ForEach(set.Add);
        return set;
    }

    private static string Text(List<Gtid> gtids) => string.Join(',', gtids);
}
