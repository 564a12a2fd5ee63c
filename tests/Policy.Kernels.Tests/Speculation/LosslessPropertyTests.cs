using CsCheck;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class LosslessPropertyTests
{
    private const int Vocabulary = 40;
    private const int EndToken = 39;

    private static readonly Gen<SamplingOptions> Samplings = Gen.Select(
        OneOf(0f, 0.7f, 1.3f), OneOf(0, 3, 12), OneOf(1f, 0.8f), OneOf(0f, 0.1f), OneOf(0f, 0.6f), OneOf(1f, 1.2f),
        (temperature, topK, topP, minP, penalty, repetition) => new SamplingOptions
        {
            Temperature = temperature,
            TopK = topK,
            TopP = topP,
            MinP = minP,
            FrequencyPenalty = penalty,
            PresencePenalty = penalty / 2,
            RepetitionPenalty = repetition,
            Seed = 11,
        });

    private static readonly Gen<SpeculationOptions> Speculations = Gen.Select(Gen.Int[1, 16], Gen.Int[1, 4], OneOf<double?>(null, 0.3), (most, least, disable) =>
        new SpeculationOptions { MaxLookahead = most, MinLookahead = least, DisableBelowAcceptance = disable, DisableAfterTokens = 20 });

    private static readonly Gen<double> Rightness = OneOf(0.0, 0.5, 0.9, 1.0);

    [Fact]
    public void NoDrafterHoweverWrongChangesAnything() =>
        Gen.Select(Samplings, Speculations, Rightness, Gen.Bool, Gen.Bool, Gen.Int[0, 9999]).Sample((sampling, speculation, rightness, isConstrained, hasCosts, seed) =>
        {
            var request = new GenerationRequest
            {
                Prompt = Generations.Prompt(seed, 1 + (seed % 30), Vocabulary),
                MaxOutputTokens = 60,
                Sampling = sampling,
                TopLogProbabilities = 2,
            };
            var (plainBits, draftedBits) = (new Dictionary<int, float[]>(), new Dictionary<int, float[]>());
            var plain = Generations.Run(Lane(plainBits, seed), Constrained(request with { Speculation = SpeculationOptions.Off }, isConstrained));

            IDrafter[] drafters = [new RandomDrafter(seed, rightness, plain.Tokens, Vocabulary, runsModel: seed % 2 == 0), new SuffixDrafter()];
            var costs = hasCosts ? new CostModel([1, 1.2, 1.4]) : null;
            var drafted = Generations.Run(Lane(draftedBits, seed), Constrained(request with { Speculation = speculation }, isConstrained), costs, drafters);

            Assert.Equal(plain.Tokens, drafted.Tokens);
            Assert.Equal(plain.End, drafted.End);
            Assert.Equal(plain.Output.Select(t => t.LogProbability), drafted.Output.Select(t => t.LogProbability));
            Assert.Equal(plain.Statistics.ForcedTokens, drafted.Statistics.ForcedTokens);
            Assert.True(drafted.Statistics.DraftsAccepted <= drafted.Statistics.DraftsProposed);
            foreach (var (position, bits) in plainBits)
                Assert.Equal(bits, draftedBits[position]);
        }, iter: 400);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static ScriptedLane Lane(Dictionary<int, float[]> bits, int seed) => new(Vocabulary, order: 1 + (seed % 2), scale: 9, seed: seed % 5, endTokens: [EndToken]) { Seen = bits };

    private static GenerationRequest Constrained(GenerationRequest request, bool isConstrained) =>
        isConstrained ? request with { Constraint = new GroupsConstraint(Vocabulary, EndToken) } : request;
}
