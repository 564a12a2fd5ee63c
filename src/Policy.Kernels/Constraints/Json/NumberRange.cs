using System.Globalization;

namespace OptPolicy.Kernels.Constraints;

/// <summary>A bound of a number.</summary>
/// <param name="Value">The bound.</param>
/// <param name="IsExclusive">Whether the bound itself is outside.</param>
internal readonly record struct NumberBound(decimal Value, bool IsExclusive);

/// <summary>Writes the decimal numbers between two bounds, digit by digit, without exponents.</summary>
internal sealed class NumberRange(GrammarBuilder builder, JsonText text, bool isInteger)
{
    private const int WholeDigits = 18;
    private const int FractionDigits = 24;

    // Readers hold numbers as doubles: with more digits, a number beside an excluded bound could be read as the bound.
    private const int DistinctDigits = 15;

    public GrammarNode Between(NumberBound? low, NumberBound? high)
    {
        if (isInteger)
        {
            low = low is { } l ? new(l.IsExclusive ? decimal.Floor(l.Value) + 1 : decimal.Ceiling(l.Value), IsExclusive: false) : null;
            high = high is { } h ? new(h.IsExclusive ? decimal.Ceiling(h.Value) - 1 : decimal.Floor(h.Value), IsExclusive: false) : null;
        }

        if (low is { } a && high is { } b && (a.Value > b.Value || (a.Value == b.Value && (a.IsExclusive || b.IsExclusive))))
            return builder.Nothing;

        var signs = new List<GrammarNode>();
        if (high is not { } top || top.Value > 0 || (top.Value == 0 && !top.IsExclusive))
            signs.Add(Magnitudes(low is { Value: >= 0 } bottom ? bottom : new(0, IsExclusive: false), high));
        if (low is not { Value: >= 0 })
            signs.Add(builder.Sequence(builder.Text("-"), Magnitudes(Nearest(high), low is { } far ? Negated(far) : null)));
        return builder.Choice([.. signs]);
    }

    // "-0" is no integer that anybody asks for.
    private NumberBound Nearest(NumberBound? high)
    {
        var near = high is { Value: <= 0 } bound ? Negated(bound) : new(0, IsExclusive: false);
        return isInteger && near.Value < 1 ? new(1, IsExclusive: false) : near;
    }

    private static NumberBound Negated(NumberBound bound) => bound with { Value = -bound.Value };

    private GrammarNode Magnitudes(NumberBound low, NumberBound? high)
    {
        var (lowWhole, lowFraction) = Digits(low.Value);
        var (highWhole, highFraction) = high is { } bound ? Digits(bound.Value) : ("", "");
        if (high is null || highWhole.Length > WholeDigits)
            (high, highWhole, highFraction) = (null, new string('9', WholeDigits), new string('9', FractionDigits));
        var lengths = new List<GrammarNode>();
        for (var length = lowWhole.Length; length <= highWhole.Length; length++)
        {
            var isShortest = length == lowWhole.Length;
            var isLongest = length == highWhole.Length;
            var digits = Math.Max(Math.Max(lowFraction.Length, highFraction.Length) + 1, low.IsExclusive || high is { IsExclusive: true } ? DistinctDigits - length : FractionDigits);
            var walk = new Walk(
                builder,
                text,
                isShortest ? lowWhole : new string('0', length),
                isLongest ? highWhole : new string('9', length),
                isInteger ? null : new Fraction(lowFraction, low.IsExclusive, highFraction, high?.IsExclusive ?? false, digits));
            lengths.Add(walk.Whole(0, isShortest, isLongest));
        }

        return builder.Choice([.. lengths]);
    }

    private static (string Whole, string Fraction) Digits(decimal value)
    {
        var written = value.ToString("0.############################", CultureInfo.InvariantCulture).Split('.');
        return (written[0], written.Length > 1 ? written[1] : "");
    }

    private sealed record Fraction(string Low, bool ExcludesLow, string High, bool ExcludesHigh, int Digits);

    // "Tight" means that the digits so far equal the bound's, so that the bound limits the next digit.
    private sealed class Walk(GrammarBuilder builder, JsonText text, string low, string high, Fraction? fraction)
    {
        private readonly Dictionary<(int Position, bool TightLow, bool TightHigh), GrammarNode> _fractions = [];

        public GrammarNode Whole(int position, bool tightLow, bool tightHigh)
        {
            if (position == low.Length)
                return fraction is null ? builder.Empty : AfterWhole(tightLow, tightHigh);
            var lowest = position == 0 && low.Length > 1 ? '1' : '0';
            if (!tightLow && !tightHigh && position > 0)
                return builder.Sequence(builder.Repeat(text.Digit, low.Length - position, low.Length - position), Whole(low.Length, tightLow: false, tightHigh: false));
            return Digit(tightLow ? low[position] : lowest, high[position], tightLow, tightHigh, (l, h) => Whole(position + 1, l, h));
        }

        private GrammarNode AfterWhole(bool tightLow, bool tightHigh)
        {
            var point = builder.Sequence(builder.Text("."), Next(0, tightLow, tightHigh));
            return MayStop(0, tightLow, tightHigh) ? builder.Optional(point) : point;
        }

        private GrammarNode Rest(int position, bool tightLow, bool tightHigh)
        {
            if (_fractions.TryGetValue((position, tightLow, tightHigh), out var known))
                return known;

            var more = position == fraction!.Digits ? builder.Nothing : Next(position, tightLow, tightHigh);
            var node = MayStop(position, tightLow, tightHigh) ? builder.Optional(more) : more;
            _fractions.Add((position, tightLow, tightHigh), node);
            return node;
        }

        private GrammarNode Next(int position, bool tightLow, bool tightHigh) =>
            !tightLow && !tightHigh
                ? builder.Repeat(text.Digit, 1, fraction!.Digits - position)
                : Digit(tightLow ? At(fraction!.Low, position) : '0', At(fraction!.High, position), tightLow, tightHigh, (l, h) => Rest(position + 1, l, h));

        private GrammarNode Digit(char lowest, char highest, bool tightLow, bool tightHigh, Func<bool, bool, GrammarNode> next)
        {
            var to = tightHigh ? highest : '9';
            var choices = new List<GrammarNode>();
            var free = default(ByteSet);
            for (var digit = lowest; digit <= to; digit++)
            {
                var staysLow = tightLow && digit == lowest;
                var staysHigh = tightHigh && digit == highest;
                if (staysLow || staysHigh)
                    choices.Add(builder.Sequence(builder.Set(ByteSet.Of((byte)digit)), next(staysLow, staysHigh)));
                else
                    free = free.With((byte)digit);
            }

            if (free.Count > 0)
                choices.Add(builder.Sequence(builder.Set(free), next(false, false)));
            return builder.Choice([.. choices]);
        }

        private bool MayStop(int position, bool tightLow, bool tightHigh)
        {
            var atLow = fraction!.Low.AsSpan(Math.Min(position, fraction.Low.Length)).TrimEnd('0').IsEmpty;
            var atHigh = fraction.High.AsSpan(Math.Min(position, fraction.High.Length)).TrimEnd('0').IsEmpty;
            return (!tightLow || (atLow && !fraction.ExcludesLow)) && (!tightHigh || !atHigh || !fraction.ExcludesHigh);
        }

        private static char At(string digits, int position) => position < digits.Length ? digits[position] : '0';
    }
}
