namespace OptPolicy;

/// <summary>Money as whole trillionths of a dollar, for files: integers add up exactly, and a token at $0.025/Mtok is 25,000 of them.</summary>
internal static class PicoDollars
{
    private const decimal PerDollar = 1_000_000_000_000m;

    /// <summary>The most that one amount may be, so that the sum of two still fits 64 bits: some four million dollars.</summary>
    public const long Max = long.MaxValue / 2;

    /// <summary>Rounds up: what is spent is never counted as less.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Max"/>.</exception>
    public static long Up(decimal dollars) => dollars * PerDollar <= Max
        ? (long)decimal.Ceiling(dollars * PerDollar)
        : throw new ArgumentOutOfRangeException(nameof(dollars), dollars, $"One amount may be at most ${ToDollars(Max)}.");

    /// <summary>Rounds down, and to <see cref="Max"/> where a limit is higher: a limit never allows more than it says.</summary>
    public static long Down(decimal dollars) => dollars >= ToDollars(Max) ? Max : (long)decimal.Floor(dollars * PerDollar);

    /// <summary>The exact amount in dollars.</summary>
    public static decimal ToDollars(long picoDollars) => picoDollars / PerDollar;
}
