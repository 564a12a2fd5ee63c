using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Tests.Sampling;

public sealed class CouplingTests
{
    private const int Vocabulary = 64;
    private const int Draws = 4000;

    [Theory]
    [InlineData(0.2f)]
    [InlineData(0.7f)]
    [InlineData(2f)]
    public void TwoModelsAgreeAtLeastAsOftenAsPromisedAndFarMoreThanByInversion(float distance)
    {
        var random = new Random(5);
        var target = Enumerable.Range(0, Vocabulary).Select(_ => (float)(3 * random.NextDouble())).ToArray();
        var draft = target.Select(l => l + (distance * (float)(random.NextDouble() - 0.5))).ToArray();
        var (p, q) = (Probabilities(target), Probabilities(draft));
        var variation = p.Zip(q, (a, b) => Math.Abs(a - b)).Sum() / 2;

        var draws = new PositionalRandom(9);
        var (raced, inverted) = (0, 0);
        for (var position = 0; position < Draws; position++)
        {
            raced += ExponentialRace.Draw(target, draws, position, DrawPurpose.Token) == ExponentialRace.Draw(draft, draws, position, DrawPurpose.Token) ? 1 : 0;
            var u = draws.Uniform(position, DrawPurpose.Acceptance);
            inverted += Invert(p, u) == Invert(q, u) ? 1 : 0;
        }

        var promised = (1 - variation) / (1 + variation);
        Assert.True(raced >= (promised - 0.02) * Draws, $"{raced} of {Draws}, promised {promised:0.000}");
        Assert.True(raced > inverted, $"race {raced}, inversion {inverted}");
    }

    private static double[] Probabilities(float[] logits)
    {
        var sum = logits.Sum(l => Math.Exp(l));
        return [.. logits.Select(l => Math.Exp(l) / sum)];
    }

    private static int Invert(double[] probabilities, double u)
    {
        var token = 0;
        for (; token < probabilities.Length - 1 && u >= probabilities[token]; token++)
            u -= probabilities[token];
        return token;
    }
}
