using SupportSample.Desk;

namespace OptPolicy.Samples.Tests;

public sealed class SimulatedClockTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 9, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task AShortWaitMovesTheClockOnAtOnce()
    {
        var clock = new SimulatedClock(Morning, speed: 0);
        await Task.Delay(TimeSpan.FromSeconds(14), clock, TestContext.Current.CancellationToken);
        Assert.Equal(Morning.AddSeconds(14), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(14), clock.GetElapsedTime(Morning.UtcTicks));
    }

    [Fact]
    public void AGuardDoesNotMoveTheClock()
    {
        var clock = new SimulatedClock(Morning, speed: 0);
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(20), clock);
        Assert.Equal(Morning, clock.GetUtcNow());
        Assert.False(guard.IsCancellationRequested);
    }

    [Fact]
    public void TheClockNeverGoesBack()
    {
        var clock = new SimulatedClock(Morning, speed: 0);
        clock.MoveTo(Morning.AddHours(2));
        clock.MoveTo(Morning.AddHours(1));
        Assert.Equal(Morning.AddHours(2), clock.GetUtcNow());
    }
}
