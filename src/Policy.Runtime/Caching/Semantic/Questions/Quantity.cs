using System.Globalization;

namespace OptPolicy;

/// <summary>A number with what it counts.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">The unit in one spelling ("%", "usd", "kg", "day", "th" for ordinals); empty for a bare number.</param>
internal readonly record struct Quantity(decimal Value, string Unit)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} {Unit}").TrimEnd();
}
