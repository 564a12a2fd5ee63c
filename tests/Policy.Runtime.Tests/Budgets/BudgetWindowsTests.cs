using CsCheck;

namespace OptPolicy.Runtime.Tests.Budgets;

public sealed class BudgetWindowsTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "America/New_York", "America/Havana", "America/Santiago", "Africa/Cairo", "Asia/Kolkata",
        "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham", "Europe/Dublin", "Africa/Casablanca",
    ];

    private static readonly Gen<DateTimeOffset> Instants =
        Gen.Long[new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks, new DateTime(2032, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks].Select(static t => new DateTimeOffset(t, TimeSpan.Zero));

    private static readonly Gen<BudgetWindow> Kinds = Gen.Int[(int)BudgetWindow.Minute, (int)BudgetWindow.Month].Select(static w => (BudgetWindow)w);

    private static readonly Gen<string> ZoneNames = Gen.Int[0, Zones.Length - 1].Select(static i => Zones[i]);

    [Fact]
    public void AWindowStartsNoLaterThanNowAndItsStartBelongsToIt() =>
        Gen.Select(Instants, Kinds, ZoneNames).Sample(static (now, window, name) =>
        {
            var zone = BudgetWindows.Zone(name);
            var start = BudgetWindows.StartOf(window, zone, now);
            return start <= now && start.Offset == TimeSpan.Zero && BudgetWindows.StartOf(window, zone, start) == start;
        }, seed: "0000budget01", iter: 20_000, threads: 1);

    [Fact]
    public void WindowsFollowEachOtherWithoutOverlap() =>
        Gen.Select(Instants, Gen.Long[1, TimeSpan.TicksPerDay * 2], Kinds, ZoneNames).Sample(static (now, later, window, name) =>
        {
            var zone = BudgetWindows.Zone(name);
            var first = BudgetWindows.StartOf(window, zone, now);
            var second = BudgetWindows.StartOf(window, zone, now.AddTicks(later));
            return first <= second && (second == first || second > now);
        }, seed: "0000budget01", iter: 20_000, threads: 1);

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T12:00:00Z", BudgetWindow.Day, "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T22:00:00Z", BudgetWindow.Day, "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-07-31T21:59:59Z", BudgetWindow.Month, "2026-06-30T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00Z", BudgetWindow.Hour, "2026-10-25T00:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T01:30:00Z", BudgetWindow.Hour, "2026-10-25T01:00:00Z")]
    [InlineData("Africa/Cairo", "2026-04-24T06:00:00Z", BudgetWindow.Day, "2026-04-23T22:00:00Z")]
    [InlineData("America/Havana", "2026-11-01T12:00:00Z", BudgetWindow.Day, "2026-11-01T04:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-05-05T10:20:00Z", BudgetWindow.Hour, "2026-05-05T10:15:00Z")]
    [InlineData("UTC", "2026-02-28T23:59:59Z", BudgetWindow.Month, "2026-02-01T00:00:00Z")]
    [InlineData("UTC", "2026-02-28T23:59:59Z", BudgetWindow.Minute, "2026-02-28T23:59:00Z")]
    public void FollowsTheCalendarOfTheZone(string zone, string now, BudgetWindow window, string expected) =>
        Assert.Equal(Instant(expected), BudgetWindows.StartOf(window, BudgetWindows.Zone(zone), Instant(now)));

    [Fact]
    public void AnHourThatJumpsByThirtyMinutesBeginsAtTheJump()
    {
        var zone = BudgetWindows.Zone("Australia/Lord_Howe");

        // 2026-10-04: at 02:00 (+10:30) clocks show 02:30 (+11).
        Assert.Equal(Instant("2026-10-03T15:30:00Z"), BudgetWindows.StartOf(BudgetWindow.Hour, zone, Instant("2026-10-03T15:45:00Z")));
        Assert.Equal(Instant("2026-10-03T14:30:00Z"), BudgetWindows.StartOf(BudgetWindow.Hour, zone, Instant("2026-10-03T15:20:00Z")));
    }

    [Fact]
    public void WithoutWindowCountingNeverStartsAnew() =>
        Assert.Equal(DateTimeOffset.MinValue, BudgetWindows.StartOf(BudgetWindow.None, TimeZoneInfo.Utc, Instant("2026-01-01T00:00:00Z")));

    [Fact]
    public void AnUnknownZoneIsNamed()
    {
        var error = Assert.Throws<PolicyConfigurationException>(() => BudgetWindows.Zone("Mars/Olympus"));

        Assert.Contains("'Mars/Olympus'", error.Message, StringComparison.Ordinal);
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
