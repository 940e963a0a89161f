using CloudApp.Backup.Restore;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

[Trait("Layer", "pure")]
public sealed class RestorePointTests
{
    [Theory]
    [InlineData("2026-11-24 10:15:03", "2026-11-24T09:15:03Z")]
    [InlineData("2026-11-24T10:15:03Z", "2026-11-24T10:15:03Z")]
    [InlineData("2026-11-24T10:15:03.25+02:00", "2026-11-24T08:15:03.25Z")]
    public void A_moment_is_read_in_the_plans_zone_unless_it_says_its_own(string text, string utc) =>
        RestorePoint.Parse(text, TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris")).Time.ShouldBe(DateTimeOffset.Parse(utc));

    [Fact]
    public void What_is_no_moment_is_refused() => Should.Throw<FormatException>(static () => RestorePoint.Parse("yesterday evening", TimeZoneInfo.Utc));
}
