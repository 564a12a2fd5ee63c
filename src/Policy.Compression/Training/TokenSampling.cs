using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Training;

/// <summary>How tokens are drawn from a model's distributions. What is drawn is a function of seed, text and place. Immutable.</summary>
/// <param name="Temperature">What logits are divided by, above 0.</param>
/// <param name="Seed">Decides what is drawn.</param>
/// <param name="Share">The most likely tokens that make up this share of the probability are drawn from (nucleus sampling, Holtzman et al. 2020), above 0 to 1.</param>
public sealed record TokenSampling(double Temperature, ulong Seed, double Share = 1)
{
    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public string? Problem => Temperature > 0 && Share is > 0 and <= 1 ? null : $"a temperature of {Temperature} and a share of {Share} draw nothing: use a temperature above 0 and a share above 0 and at most 1";

    /// <summary>Draws a token.</summary>
    /// <param name="logits">One a token.</param>
    /// <param name="text">Which text it continues.</param>
    /// <param name="place">Where in it.</param>
    internal int Draw(ReadOnlySpan<float> logits, int text, int place)
    {
        var largest = double.NegativeInfinity;
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        var odds = new double[logits.Length];
        for (var i = 0; i < odds.Length; i++)
            odds[i] = Math.Exp((logits[i] - largest) / Temperature);

        int[] order = [.. Enumerable.Range(0, odds.Length).OrderByDescending(i => odds[i])];
        var kept = Kept(odds, order);
        var left = new SplitMix(Seed ^ ((ulong)(uint)text << 32) ^ (uint)place).Share() * kept.Sum;
        for (var i = 0; i < kept.Count - 1; i++)
        {
            left -= odds[order[i]];
            if (left < 0)
                return order[i];
        }

        return order[kept.Count - 1];
    }

    private (int Count, double Sum) Kept(double[] odds, int[] order)
    {
        var (all, sum, count) = (odds.Sum(), 0.0, 0);
        while (count < order.Length && (count == 0 || sum < Share * all))
            sum += odds[order[count++]];
        return (count, sum);
    }
}
