using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Kernels.Tests.Decoding;

/// <summary>Shorthand for running whole generations.</summary>
internal static class Generations
{
    public static ExactnessCertificate Exact { get; } = new(true, 1, [1, 2], [8], 0, "scripted", "0", TimeSpan.Zero);

    public static int[] Prompt(int seed, int length, int vocabulary)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(vocabulary))];
    }

    public static Answer Run(DecoderLane lane, GenerationRequest request, params IReadOnlyList<IDrafter> drafters) => Run(lane, request, null, drafters);

    public static Answer Run(DecoderLane lane, GenerationRequest request, CostModel? costs, IReadOnlyList<IDrafter> drafters)
    {
        var generation = new Generation(lane, request, drafters, costs, Exact);
        var output = new List<GeneratedToken>();
        while (generation.Next(output))
        {
        }

        return new Answer([.. output.Select(t => t.Id)], output, generation.End, generation.Statistics);
    }
}

internal sealed record Answer(int[] Tokens, IReadOnlyList<GeneratedToken> Output, GenerationEnd End, GenerationStatistics Statistics);
