using CsCheck;
using OptPolicy.Kernels.Constraints;
using OptPolicy.Kernels.Sampling;

namespace OptPolicy.Kernels.Tests.Sampling;

public sealed class TokenSamplerTests
{
    private const int Draws = 20_000;

    [Fact]
    public void GreedyTakesTheLowestIdOfEqualLogits() =>
        Assert.Equal(2, new TokenSampler(SamplingOptions.Greedy, 0, 5).Choose([1, 2, 3, 3, 0], 0));

    [Theory]
    [InlineData(0, 1f, 0f)]
    [InlineData(3, 1f, 0f)]
    [InlineData(0, 0.7f, 0f)]
    [InlineData(0, 1f, 0.2f)]
    [InlineData(6, 0.9f, 0.1f)]
    public void DrawsFollowTheFilteredDistribution(int topK, float topP, float minP)
    {
        float[] logits = [0.5f, 2, -1, 1.5f, 0, 3, -4, 2.5f, 1];
        var options = new SamplingOptions { Temperature = 0.9f, TopK = topK, TopP = topP, MinP = minP };
        var expected = Reference(logits, options);

        var sampler = new TokenSampler(options, 4, logits.Length);
        var counts = new int[logits.Length];
        for (var position = 0; position < Draws; position++)
            counts[sampler.Choose([.. logits], position)]++;

        ChiSquare.AssertFits(counts, expected);
        var probabilities = new float[logits.Length];
        sampler.Distribution([.. logits], probabilities);
        for (var token = 0; token < logits.Length; token++)
            Assert.Equal(expected[token], probabilities[token], 1e-5);
    }

    [Fact]
    public void FiltersKeepWhatTheirDefinitionsKeep() => Gen.Select(Gen.Float[-6, 6].Array[1, 80], Gen.Int[0, 90], Gen.Float[0.05f, 1], Gen.Float[0, 0.5f]).Sample((logits, topK, topP, minP) =>
    {
        var options = new SamplingOptions { Temperature = 1, TopK = topK == 1 ? 2 : topK, TopP = topP, MinP = minP };
        var expected = Reference(logits, options);

        var probabilities = new float[logits.Length];
        new TokenSampler(options, 0, logits.Length).Distribution([.. logits], probabilities);

        for (var token = 0; token < logits.Length; token++)
            Assert.Equal(expected[token], probabilities[token], 2e-3);
    }, iter: 500);

    [Fact]
    public void PenaltiesFollowTheirDefinitions()
    {
        var table = PenaltyTable.For(new SamplingOptions { RepetitionPenalty = 2, FrequencyPenalty = 0.5f, PresencePenalty = 0.25f }, [0, 1], 4)!;
        table.Add(1);
        table.Add(1);
        table.Add(2);
        float[] logits = [4, -4, 1, 1];

        table.Apply(logits);

        Assert.Equal([2, -8 - 1 - 0.25f, 0.5f - 0.5f - 0.25f, 1], logits);
    }

    [Fact]
    public void MaskRulesOutWhatIsNotInTheSet() => Gen.Bool.Array[1, 200].Sample(isIn =>
    {
        var set = new TokenSet(isIn.Length);
        for (var token = 0; token < isIn.Length; token++)
        {
            if (isIn[token])
                set.Add(token);
        }

        var logits = new float[isIn.Length];
        LogitMask.Apply(set, logits);

        Assert.Equal(isIn, logits.Select(l => l == 0));
    }, iter: 200);

    [Fact]
    public void SelectFindsTheHighestScoresBestFirst() => Gen.Select(Gen.Int[-20, 20].Array[1, 400], Gen.Int[1, 50]).Sample((scores, count) =>
    {
        var top = new ulong[count];
        var found = TopTokens.Select([.. scores.Select(s => (float)s)], top);

        var expected = scores.Select((score, token) => (score, token)).OrderByDescending(p => p.score).ThenBy(p => p.token).Take(count).Select(p => p.token);
        Assert.Equal(expected, top[..found].Select(RankedToken.Id));
    }, iter: 300);

    [Fact]
    public void ChoosingAllocatesNothing()
    {
        var options = new SamplingOptions { Temperature = 0.8f, TopK = 40, TopP = 0.9f, MinP = 0.01f };
        var sampler = new TokenSampler(options, 1, 1000);
        var logits = new float[1000];
        var before = 0L;
        for (var position = 0; position < 100; position++)
        {
            if (position == 50)
                before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < logits.Length; i++)
                logits[i] = (i * 7919 % 1000) * 0.01f;
            sampler.Choose(logits, position);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <summary>The definitions, step by step: temperature, top-k, top-p on what that leaves, min-p.</summary>
    private static double[] Reference(float[] logits, SamplingOptions options)
    {
        var order = Enumerable.Range(0, logits.Length).OrderByDescending(t => logits[t]).ThenBy(t => t).ToList();
        if (options.TopK > 0)
            order = [.. order.Take(options.TopK)];
        var weights = order.ToDictionary(t => t, t => Math.Exp((logits[t] - logits[order[0]]) / options.Temperature));
        if (options.TopP < 1)
        {
            var sum = weights.Values.Sum();
            var (covered, kept) = (0.0, 0);
            while (covered < options.TopP && kept < order.Count)
                covered += weights[order[kept++]] / sum;
            order = [.. order.Take(kept)];
        }

        order = [.. order.Where(t => weights[t] >= options.MinP)];
        var total = order.Sum(t => weights[t]);
        return [.. Enumerable.Range(0, logits.Length).Select(t => order.Contains(t) ? weights[t] / total : 0)];
    }
}
