using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Speculation;

public sealed class OnnxLosslessTests
{
    public static TheoryData<WeightFormat, bool, string> Cases()
    {
        var cases = new TheoryData<WeightFormat, bool, string>();
        foreach (var format in (WeightFormat[])[WeightFormat.Fp32, WeightFormat.Q8, WeightFormat.Q4, WeightFormat.RowQ8])
        {
            foreach (var drafter in (string[])["ngram", "hint", "history", "draft", "random"])
            {
                cases.Add(format, true, drafter);
                cases.Add(format, false, drafter);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryDrafterLeavesEveryTokenAndEveryLogitBitAlone(WeightFormat format, bool isGreedy, string name)
    {
        using var model = OpenModel.Tiny(format);
        using var lane = model.CreateLane();
        var certificate = ExactnessCertifier.Certify(lane, model.Device);
        Assert.True(certificate.IsExact, $"{format}: {certificate.MaxDifference}");
        var request = new GenerationRequest
        {
            Prompt = OpenModel.Prompt(40, seed: 3),
            MaxOutputTokens = 48,
            EndTokens = [],
            Sampling = isGreedy ? SamplingOptions.Greedy : new SamplingOptions { Temperature = 0.5f, TopP = 0.9f, Seed = 17 },
            TopLogProbabilities = 3,
        };
        var plain = Run(lane, request with { Speculation = SpeculationOptions.Off }, [], certificate);

        using var drafter = Drafter(name, plain.Tokens, model);
        drafter.Begin(request.Prompt.Span);
        drafter.Commit(plain.Tokens, default);
        var drafted = Run(lane, request, [drafter], certificate);

        Assert.Equal(plain.Tokens, drafted.Tokens);
        Assert.Equal(plain.Output.Select(t => t.LogProbability), drafted.Output.Select(t => t.LogProbability));
        Assert.Equal(plain.Output.SelectMany(t => t.Alternatives!), drafted.Output.SelectMany(t => t.Alternatives!));
        Assert.True(drafted.Statistics.DraftsAccepted > 0 || name == "ngram");
    }

    private static Answer Run(DecoderLane lane, GenerationRequest request, IReadOnlyList<IDrafter> drafters, ExactnessCertificate certificate)
    {
        lane.Truncate(0);
        var generation = new Generation(lane, request, drafters, certificate: certificate);
        var output = new List<GeneratedToken>();
        while (generation.Next(output))
        {
        }

        return new Answer([.. output.Select(t => t.Id)], output, generation.End, generation.Statistics);
    }

    private static IDrafter Drafter(string name, int[] truth, DecoderModel model) => name switch
    {
        "ngram" => new SuffixDrafter(),
        "hint" => TextDrafter.FromHints([truth]),
        "history" => TextDrafter.FromHistory(new DraftHistory()),
        // The same weights draft: every guess is right, and the draft lane is rolled back whenever they run past the end.
        "draft" => ModelDrafter(model.CreateLane()),
        _ => new RandomDrafter(1, 0.8, truth, model.Spec.VocabularySize),
    };

    private static ModelDrafter ModelDrafter(DecoderLane lane) => new(lane, lane);
}
