using CloudApp.Backup.Planning;
using CloudApp.Backup.Settings;
using CsCheck;
using Shouldly;
using Xunit;

namespace CloudApp.Tests.Backup;

[Trait("Layer", "pure")]
public sealed class BackupScheduleTests
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
    private static readonly DateTimeOffset LongAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static BackupSchedule At(int hour, TimeZoneInfo zone) => new(new BackupPlan(hour, zone, 7));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("2026-11-24T01:59:59", "2026-11-23T02:00:00")]
    [InlineData("2026-11-24T02:00:00", "2026-11-24T02:00:00")]
    [InlineData("2026-11-24T23:00:00", "2026-11-24T02:00:00")]
    public void The_last_planned_moment_is_the_hour_of_today_or_of_yesterday(string now, string slot) =>
        At(2, TimeZoneInfo.Utc).LastSlot(Utc(now)).ShouldBe(Utc(slot));

    [Theory]
    [InlineData("2026-07-01T00:30:00", "2026-07-01T00:00:00", "2026-07-02T00:00:00")] // 02:00 in summer
    [InlineData("2026-12-01T00:30:00", "2026-11-30T01:00:00", "2026-12-01T01:00:00")] // 02:00 in winter
    public void The_hour_is_the_time_zones(string now, string last, string next)
    {
        At(2, Paris).LastSlot(Utc(now)).ShouldBe(Utc(last));
        At(2, Paris).NextSlot(Utc(now)).ShouldBe(Utc(next));
    }

    [Fact]
    public void An_hour_that_does_not_exist_is_made_up_for_at_its_end()
    {
        // 29 March 2026: 02:00 becomes 03:00, which is 01:00 UTC.
        At(2, Paris).LastSlot(Utc("2026-03-29T12:00:00")).ShouldBe(Utc("2026-03-29T01:00:00"));
        At(2, Paris).NextSlot(Utc("2026-03-29T00:59:00")).ShouldBe(Utc("2026-03-29T01:00:00"));
    }

    [Fact]
    public void An_hour_that_comes_twice_counts_once()
    {
        // 25 October 2026: 02:00 is at 00:00 UTC and again at 01:00 UTC.
        var schedule = At(2, Paris);
        schedule.NextSlot(Utc("2026-10-24T20:00:00")).ShouldBe(Utc("2026-10-25T00:00:00"));
        schedule.NextSlot(Utc("2026-10-25T00:30:00")).ShouldBe(Utc("2026-10-26T01:00:00"));
        schedule.IsDue(Utc("2026-10-25T01:30:00"), Utc("2026-10-25T00:00:05"), LongAgo).ShouldBeFalse();
    }

    [Fact]
    public void A_run_that_was_missed_is_due_whenever_the_host_is_back()
    {
        var schedule = At(2, TimeZoneInfo.Utc);
        var yesterdays = Utc("2026-11-23T02:00:03");
        schedule.IsDue(Utc("2026-11-24T01:59:00"), yesterdays, LongAgo).ShouldBeFalse("not before its hour");
        schedule.IsDue(Utc("2026-11-24T07:30:00"), yesterdays, LongAgo).ShouldBeTrue("off at 02:00, back at 07:30");
        schedule.IsDue(Utc("2026-12-24T07:30:00"), yesterdays, LongAgo).ShouldBeTrue("off for a month");
        schedule.IsDue(Utc("2026-11-24T07:40:00"), Utc("2026-11-24T07:31:00"), LongAgo).ShouldBeFalse("made up for");
        schedule.IsDue(Utc("2026-11-24T07:40:00"), null, LongAgo).ShouldBeTrue("there is none at all");
    }

    [Fact]
    public void A_new_installation_waits_for_its_first_hour()
    {
        var installed = Utc("2026-11-24T09:00:00");
        At(2, TimeZoneInfo.Utc).IsDue(Utc("2026-11-24T09:01:00"), null, installed).ShouldBeFalse();
        At(2, TimeZoneInfo.Utc).IsDue(Utc("2026-11-25T02:00:00"), null, installed).ShouldBeTrue();
    }

    [Fact]
    public void A_clock_that_was_ahead_stops_no_run()
    {
        var schedule = At(2, TimeZoneInfo.Utc);
        var now = Utc("2026-11-24T07:30:00");
        schedule.IsDue(now, Utc("2038-01-19T02:00:00"), LongAgo).ShouldBeTrue("the newest backup has a time to come");
        schedule.IsDue(now, null, Utc("2038-01-19T02:00:00")).ShouldBeTrue("the directory was first seen at a time to come");
        schedule.IsDue(now, now.AddSeconds(30), LongAgo).ShouldBeFalse("a clock is set by seconds all the time");
    }

    [Fact]
    public void Each_day_has_exactly_one_moment_in_every_zone() => Gen.Select(
            Gen.Int[0, 23], Gen.OneOf("UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"), Gen.Int[0, 700])
        .Sample((hour, zone, day) =>
        {
            var schedule = At(hour, TimeZoneInfo.FindSystemTimeZoneById(zone));
            var slot = schedule.LastSlot(LongAgo.AddDays(day));
            var next = schedule.NextSlot(slot);
            (next - slot).TotalHours.ShouldBeInRange(22, 26);
            schedule.LastSlot(next).ShouldBe(next);
            schedule.LastSlot(next.AddSeconds(-1)).ShouldBe(slot);
        });

    [Fact]
    public void Retries_wait_longer_each_time_and_never_longer_than_two_hours()
    {
        var waits = Enumerable.Range(1, 100).Select(RetryPlan.After).ToList();
        waits[0].ShouldBe(TimeSpan.FromMinutes(10));
        waits.ShouldBe(waits.Order());
        waits[^1].ShouldBe(TimeSpan.FromHours(2));
    }
}
