using System.Diagnostics;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>One answer and what it took.</summary>
/// <param name="Tokens">The answer.</param>
/// <param name="Seconds">From the first token to the last: drafting and choosing included, the prompt not.</param>
/// <param name="Statistics">What the generation did.</param>
internal sealed record DecodingRun(int[] Tokens, double Seconds, GenerationStatistics Statistics)
{
    public static DecodingRun Of(DecoderLane lane, GenerationRequest request, IReadOnlyList<IDrafter> drafters, CostModel? costs, ExactnessCertificate? certificate)
    {
        lane.Truncate(0);
        var generation = new Generation(lane, request, drafters, costs, certificate);
        var output = new List<GeneratedToken>();
        var goesOn = generation.Next(output);
        var start = Stopwatch.GetTimestamp();
        while (goesOn)
            goesOn = generation.Next(output);
        return new DecodingRun([.. output.Select(static t => t.Id)], Stopwatch.GetElapsedTime(start).TotalSeconds, generation.Statistics);
    }
}
