using CloudApp.Backup.Restore;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

/// <summary>The moment of a restore: what is not written as documented is refused, never guessed.</summary>
[Trait("Layer", "pure")]
public sealed class RestorePointTests
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    [Theory]
    [InlineData("2026-11-24 10:15:03", "2026-11-24T09:15:03.0000000Z")]
    [InlineData("2026-11-24T10:15:03", "2026-11-24T09:15:03.0000000Z")]
    [InlineData("2026-11-24 10:15", "2026-11-24T09:15:00.0000000Z")]
    [InlineData("2026-07-24 10:15:03.25", "2026-07-24T08:15:03.2500000Z")]
    [InlineData("2026-11-24T10:15:03Z", "2026-11-24T10:15:03.0000000Z")]
    [InlineData("2026-11-24 10:15:03 Z", "2026-11-24T10:15:03.0000000Z")]
    [InlineData("2026-11-24T10:15:03+05:30", "2026-11-24T04:45:03.0000000Z")]
    [InlineData("2026-11-24T10:15:03.123456-0800", "2026-11-24T18:15:03.1234560Z")]
    [InlineData("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00.0000000Z")]
    public void ISO_8601_with_or_without_an_offset_is_a_time(string text, string utc) =>
        RestorePoint.Parse(text, Paris).Time!.Value.UtcDateTime.ToString("O").ShouldBe(utc);

    [Theory]
    [InlineData("03/04/2030")]
    [InlineData("12/11/2030")]
    [InlineData("10:15")]
    [InlineData("1.5")]
    [InlineData("2026-11-24")]
    [InlineData("24 November 2026 10:15")]
    [InlineData("2026-11-24 10:15:03 PM")]
    [InlineData("2026-11-24 10:15:03 CET")]
    [InlineData("2026-13-24 10:15:03")]
    [InlineData("2026-02-30 10:15:03")]
    [InlineData("2026-11-24 24:15:03")]
    [InlineData("2026-11-24 10:15:03+25:00")]
    [InlineData("26-11-24 10:15:03")]
    [InlineData("0001-01-01 00:00:00+14:00")]
    [InlineData("yesterday")]
    public void Everything_else_is_refused_with_what_is_expected(string text)
    {
        var message = Should.Throw<FormatException>(() => RestorePoint.Parse(text, Paris)).Message;
        message.ShouldContain($"'{text}'");
        message.ShouldContain("2026-11-24 10:15:03");
    }

    [Fact]
    public void An_hour_that_exists_twice_is_refused_with_both()
    {
        var message = Should.Throw<FormatException>(() => RestorePoint.Parse("2026-10-25 02:30:00", Paris)).Message;
        message.ShouldContain("twice");
        message.ShouldContain("2026-10-25T02:30:00+02:00");
        message.ShouldContain("2026-10-25T02:30:00+01:00");
    }

    [Fact]
    public void An_hour_that_does_not_exist_is_refused() =>
        Should.Throw<FormatException>(() => RestorePoint.Parse("2026-03-29 02:30:00", Paris)).Message.ShouldContain("does not exist in Europe/Paris");

    [Fact]
    public void A_moment_is_said_in_both_zones()
    {
        RestorePoint.Parse("2026-07-24T08:15:03Z", Paris).Describe(Paris).ShouldBe("just before 2026-07-24 08:15:03 UTC, which is 2026-07-24 10:15:03+02:00 in Europe/Paris");
        RestorePoint.Parse("2026-07-24 10:15:03", TimeZoneInfo.Utc).Describe(TimeZoneInfo.Utc).ShouldBe("just before 2026-07-24 10:15:03 UTC");
        RestorePoint.Parse("latest", Paris).Describe(Paris).ShouldBe("the last transaction that is kept");
        RestorePoint.Parse(null, Paris).Describe(Paris).ShouldBe("the backup's own moment");
        RestorePoint.Parse("11111111-0000-0000-0000-000000000000:7", Paris).Describe(Paris).ShouldBe("just before the transaction 11111111-0000-0000-0000-000000000000:7");
    }
}
