namespace OptPolicy;

/// <summary>A price: US dollars per token, exact.</summary>
/// <remarks>Prices are written per million tokens; the rate holds the exact quotient because dollars are <see cref="decimal"/>.</remarks>
public readonly record struct MoneyRate(decimal DollarsPerToken)
{
    /// <summary>The price of nothing.</summary>
    public static MoneyRate Free => default;

    /// <summary>The same price for one million tokens, in dollars.</summary>
    public decimal DollarsPerMillionTokens => DollarsPerToken * 1_000_000m;

    /// <summary>Makes a rate from a price per million tokens.</summary>
    public static MoneyRate PerMillionTokens(decimal dollars) => new(dollars / 1_000_000m);

    /// <summary>The price of <paramref name="tokens"/> tokens, in dollars.</summary>
    public decimal Of(long tokens) => DollarsPerToken * tokens;

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${DollarsPerMillionTokens:0.########}/Mtok");
}
