using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;
using OptPolicy.Kernels.Tests.Sampling;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class RejectionVerifierTests
{
    private const int Vocabulary = 12;
    private const int Draws = 20_000;

    private static readonly SamplingOptions Options = new() { Temperature = 0.8f, TopK = 9, Seed = 3 };
    private static readonly float[] Target = [1, 0, 2, -1, 0.5f, 1.5f, 2.5f, -2, 0, 1, 0.3f, 1.1f];

    [Fact]
    public void FixedGuessesLeaveTheDistributionAlone()
    {
        var sampler = new TokenSampler(Options, 3, Vocabulary);
        var verifier = new RejectionVerifier(sampler, Vocabulary);
        var counts = new int[Vocabulary];
        for (var position = 0; position < Draws; position++)
            counts[verifier.Choose([.. Target], position, guess: position % Vocabulary, [])]++;

        ChiSquare.AssertFits(counts, Expected(sampler));
    }

    [Fact]
    public void DrawnGuessesLeaveTheDistributionAloneAndAreKeptAsOftenAsTheTheorySays()
    {
        var sampler = new TokenSampler(Options, 3, Vocabulary);
        var verifier = new RejectionVerifier(sampler, Vocabulary);
        float[] proposal = [.. Enumerable.Range(0, Vocabulary).Select(i => (1 + (i % 4)) / 30f)];
        var (counts, kept) = (new int[Vocabulary], 0);
        for (var position = 0; position < Draws; position++)
        {
            var guess = ExponentialRace.Draw([.. proposal.Select(q => MathF.Log(q))], sampler.Random, position, DrawPurpose.Draft);
            var token = verifier.Choose([.. Target], position, guess, proposal);
            counts[token]++;
            kept += token == guess ? 1 : 0;
        }

        var expected = Expected(sampler);
        ChiSquare.AssertFits(counts, expected);
        Assert.Equal(expected.Zip(proposal, (p, q) => Math.Min(p, q)).Sum(), kept / (double)Draws, 0.015);
    }

    [Fact]
    public void WholeAnswersAreDistributedAsPlainOnes()
    {
        // The second token's distribution over many seeds, guessed by a draft model that disagrees.
        var (plain, drafted) = (new int[Vocabulary], new int[Vocabulary]);
        var lane = new ScriptedLane(Vocabulary, order: 1, seed: 2, scale: 3);
        using var drafter = new ModelDrafter(new ScriptedLane(Vocabulary, order: 1, seed: 8, scale: 3));
        var probabilities = SecondTokens(lane);
        for (var seed = 0; seed < 6000; seed++)
        {
            var request = new GenerationRequest
            {
                Prompt = new[] { 1, 2 },
                MaxOutputTokens = 4,
                Sampling = new SamplingOptions { Temperature = 1, Seed = seed },
                Speculation = new SpeculationOptions { Verification = VerificationMode.Rejection },
            };
            plain[Generations.Run(lane, request).Tokens[1]]++;
            drafted[Generations.Run(lane, request, drafter).Tokens[1]]++;
        }

        ChiSquare.AssertFits(plain, probabilities);
        ChiSquare.AssertFits(drafted, probabilities);
    }

    private static double[] SecondTokens(ScriptedLane lane)
    {
        lane.Truncate(0);
        var first = Softmax(lane.Forward([1, 2], 1, default));
        var second = new double[Vocabulary];
        for (var token = 0; token < Vocabulary; token++)
        {
            lane.Truncate(2);
            var row = Softmax(lane.Forward([token], 1, default));
            for (var next = 0; next < Vocabulary; next++)
                second[next] += first[token] * row[next];
        }

        return second;
    }

    private static double[] Softmax(ReadOnlySpan<float> logits)
    {
        var weights = logits.ToArray().Select(l => Math.Exp(l)).ToArray();
        return [.. weights.Select(w => w / weights.Sum())];
    }

    private static double[] Expected(TokenSampler sampler)
    {
        var probabilities = new float[Vocabulary];
        sampler.Distribution([.. Target], probabilities);
        return [.. probabilities.Select(p => (double)p)];
    }
}
