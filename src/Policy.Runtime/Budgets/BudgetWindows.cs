namespace OptPolicy;

/// <summary>Calendar windows of budgets. Thread-safe.</summary>
/// <remarks>Every instant belongs to exactly one window, also where clocks go back and local times repeat.</remarks>
internal static class BudgetWindows
{
    /// <summary>The zone with an IANA name.</summary>
    /// <exception cref="PolicyConfigurationException">This machine does not know the zone.</exception>
    public static TimeZoneInfo Zone(string name)
    {
        if (name.Length == 0 || string.Equals(name, "UTC", StringComparison.OrdinalIgnoreCase))
            return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : throw new PolicyConfigurationException($"The time zone '{name}' of a budget is unknown on this machine. Use an IANA name like \"Europe/Berlin\" and make sure that time zone data is installed.");
    }

    /// <summary>The first instant, in UTC, of the window that <paramref name="now"/> is in.</summary>
    public static DateTimeOffset StartOf(BudgetWindow window, TimeZoneInfo zone, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        return window switch
        {
            BudgetWindow.Minute => Within(local.Ticks % TimeSpan.TicksPerMinute, zone, now),
            BudgetWindow.Hour => Within(local.Ticks % TimeSpan.TicksPerHour, zone, now),
            BudgetWindow.Day => FirstInstant(local.Date, zone),
            BudgetWindow.Month => FirstInstant(new DateTime(local.Year, local.Month, 1, 0, 0, 0, DateTimeKind.Unspecified), zone),
            _ => DateTimeOffset.MinValue,
        };
    }

    // Clocks may jump inside an hour (Lord Howe: by 30 minutes): the hour that is shown afterwards begins at the jump.
    private static DateTimeOffset Within(long elapsedTicks, TimeZoneInfo zone, DateTimeOffset now)
    {
        var start = (now - TimeSpan.FromTicks(elapsedTicks)).ToUniversalTime();
        var offset = zone.GetUtcOffset(now);
        return zone.GetUtcOffset(start) == offset ? start : Jump(zone, start, now.ToUniversalTime(), offset);
    }

    private static DateTimeOffset Jump(TimeZoneInfo zone, DateTimeOffset before, DateTimeOffset after, TimeSpan offsetAfter)
    {
        while (after - before > TimeSpan.FromTicks(1))
        {
            var middle = before + TimeSpan.FromTicks((after - before).Ticks / 2);
            if (zone.GetUtcOffset(middle) == offsetAfter)
                after = middle;
            else
                before = middle;
        }

        return after;
    }

    // Where clocks skip midnight (Cairo, Santiago) the day begins after the gap; where midnight comes twice (Havana), at the first.
    private static DateTimeOffset FirstInstant(DateTime midnight, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
