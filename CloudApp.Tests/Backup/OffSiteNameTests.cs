using CloudApp.Backup.OffSite;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

[Trait("Layer", "pure")]
public sealed class OffSiteNameTests
{
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
}
