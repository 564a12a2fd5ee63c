namespace OptPolicy.Runtime.Tests.Registration;

public sealed class TuningParserTests
{
    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("20s", 20)]
    [InlineData("1.5min", 90)]
    [InlineData(" 12h ", 43_200)]
    [InlineData("7d", 604_800)]
    [InlineData("1day", 86_400)]
    public void DurationsNeedAUnit(string text, double seconds)
    {
        Assert.True(TuningParser.TryDuration(text, out var value));
        Assert.Equal(TimeSpan.FromSeconds(seconds), value);
    }

    [Theory]
    [InlineData("0.93", 0.93)]
    [InlineData("5%", 0.05)]
    [InlineData("100%", 1)]
    public void RatiosMayBePercentages(string text, double ratio)
    {
        Assert.True(TuningParser.TryRatio(text, out var value));
        Assert.Equal(ratio, value);
    }

    [Theory]
    [InlineData("500tok", 500)]
    [InlineData("1.5ktok", 1_500)]
    [InlineData("2Mtok", 2_000_000)]
    [InlineData("42", 42)]
    public void TokensMayBePlain(string text, long tokens)
    {
        Assert.True(TuningParser.TryTokens(text, out var value));
        Assert.Equal(tokens, value);
    }

    [Fact]
    public void MoneyNeedsItsSignAndIsExact()
    {
        Assert.True(TuningParser.TryMoney("$0.10", out var value));
        Assert.Equal(0.10m, value);
        Assert.False(TuningParser.TryMoney("0.10", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("12")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1,5h")]
    [InlineData("1e3s")]
    [InlineData("99999999999999999999d")]
    [InlineData("999999999999999d")]
    public void WhatTheLanguageWouldNotReadIsRefused(string? text) => Assert.False(TuningParser.TryDuration(text, out _));

    [Theory]
    [InlineData("1.5tok")]
    [InlineData("-5")]
    [InlineData("five")]
    public void PartsOfATokenAreRefused(string text) => Assert.False(TuningParser.TryTokens(text, out _));
}
