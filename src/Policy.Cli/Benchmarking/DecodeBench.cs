using System.Diagnostics;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Cli.Benchmarking;

/// <summary>Decodes one prompt greedily in several ways, and compares the answers with the first way's.</summary>
internal sealed class DecodeBench(DecoderLane lane, int[] prompt, int tokens, ExactnessCertificate certificate, CostModel costs)
{
    private int[]? _reference;

    public DecodeRun Run(string name, IReadOnlyList<IDrafter> drafters, SpeculationOptions speculation, int repeats, CancellationToken cancellationToken)
    {
        var rate = 0d;
        Generation generation;
        List<GeneratedToken> output;
        do
        {
            output = new List<GeneratedToken>(tokens);

            // An answer that ends by itself would measure nothing, so no token ends it.
            generation = new Generation(
                lane, new GenerationRequest { Prompt = prompt, MaxOutputTokens = tokens, EndTokens = [], Speculation = speculation, Sampling = SamplingOptions.Greedy }, drafters, costs, certificate);
            generation.Next(output, cancellationToken);
            var (first, start) = (output.Count, Stopwatch.GetTimestamp());
            while (generation.Next(output, cancellationToken))
            {
            }

            rate = Math.Max(rate, (output.Count - first) / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        while (--repeats > 0);

        int[] answer = [.. output.Select(static t => t.Id)];
        _reference ??= answer;
        var statistics = generation.Statistics;
        return new DecodeRun(
            name, generation.Speculation, output.Count, rate, statistics.Rounds, statistics.DraftsProposed, statistics.DraftsAccepted, [.. statistics.RoundsByDraftLength], answer.AsSpan().SequenceEqual(_reference));
    }
}
