using CloudApp.Backup.Settings;

namespace CloudApp.Backup.Planning;

/// <summary>When a backup is due. Pure: the clock is a parameter.</summary>
internal sealed class BackupSchedule(BackupPlan plan)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    /// <summary>The latest planned moment that is not after <paramref name="now"/>.</summary>
    public DateTimeOffset LastSlot(DateTimeOffset now)
    {
        var day = LocalDay(now);
        var slot = Slot(day);
        return slot <= now ? slot : Slot(day.AddDays(-1));
    }

    /// <summary>The first planned moment after <paramref name="now"/>.</summary>
    public DateTimeOffset NextSlot(DateTimeOffset now)
    {
        var day = LocalDay(now);
        var slot = Slot(day);
        return slot > now ? slot : Slot(day.AddDays(1));
    }

    /// <summary>
    /// True when no good backup was begun since the last planned moment, however long ago that moment is: a host
    /// that was off makes up for it. Moments before <paramref name="since"/> were nobody's to keep. A time to come says only
    /// that a clock was wrong: it is no reason to wait.
    /// </summary>
    /// <param name="lastGood">When the newest good backup was begun, as a clock said; null when there is none.</param>
    public bool IsDue(DateTimeOffset now, DateTimeOffset? lastGood, DateTimeOffset since)
    {
        var slot = LastSlot(now);
        return (slot > since || IsAhead(since, now)) && (lastGood is not { } good || good < slot || IsAhead(good, now));
    }

    /// <summary>Whether a time that was written down lies in the future, by more than a clock that is kept right is ever set.</summary>
    public static bool IsAhead(DateTimeOffset at, DateTimeOffset now) => at > now + Tolerance;

    private DateOnly LocalDay(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, plan.TimeZone).DateTime);

    /// <summary>The planned moment of a day, exactly one each day.</summary>
    private DateTimeOffset Slot(DateOnly day)
    {
        var local = day.ToDateTime(new TimeOnly(plan.Hour, 0));
        // Clocks are set forward over that hour: its end is the moment.
        while (plan.TimeZone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        // Clocks are set back over that hour: it comes twice, and the first one counts.
        var offset = plan.TimeZone.IsAmbiguousTime(local)
            ? plan.TimeZone.GetAmbiguousTimeOffsets(local).Max()
            : plan.TimeZone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
