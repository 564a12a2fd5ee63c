using System.Collections.Immutable;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>Counts answers that speculation changed, in a token or in one bit of the logits that any of their tokens was chosen from.</summary>
internal sealed class DifferenceCheck(DecodingOptions options, ModelSource target, ModelSource draft, IReadOnlyList<string> texts, string set, Action<string> progress)
{
    // Seeded runs prove the same bits again with other tokens; every so many prompts suffice.
    private const int SeededEvery = 4;

    public ImmutableArray<EvaluationRow> Run(CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<EvaluationRow>();
        foreach (var format in options.Formats)
            rows.AddRange(Check(format, cancellationToken));
        return rows.DrainToImmutable();
    }

    private IEnumerable<EvaluationRow> Check(WeightFormat format, CancellationToken cancellationToken)
    {
        var settings = new LocalModelOptions { Threads = options.Threads, Speculates = false };
        using var model = LocalModel.Open(target.In(format), settings);
        using var lane = new RecordingLane(model.OpenLane());
        using var lanes = new DraftLanes(target, draft, model.Spec, format, settings);
        var cases = DraftingCase.All(lanes);
        var certificate = ExactnessCertifier.Certify(lane, model.Device, cancellationToken: cancellationToken);
        yield return new EvaluationRow(set, $"certified/{format}", certificate.IsExact ? 1 : 0, 0, 1, 1, $"widths {string.Join(' ', certificate.Widths)}, {certificate.Duration.TotalSeconds:0.00} s, row multiple {certificate.RowMultiple}, {target.Name}");

        var prompts = new DecodingPrompts(model.Tokenizer, model.ContextTokens - options.Tokens - 1);
        var changed = cases.ToDictionary(static c => c.Name, static _ => (Tokens: 0, Bits: 0, Runs: 0, Compared: 0L, Accepted: 0L));
        var count = Math.Min(options.Prompts, texts.Count);
        for (var i = 0; i < count; i++)
        {
            foreach (var isSeeded in i % SeededEvery == 0 ? new[] { false, true } : [false])
            {
                cancellationToken.ThrowIfCancellationRequested();
                var request = new GenerationRequest
                {
                    Prompt = prompts.Ask(texts[i]),
                    MaxOutputTokens = options.Tokens,
                    EndTokens = [],
                    Sampling = isSeeded ? new SamplingOptions { Temperature = 0.8f, TopP = 0.95f, Seed = i } : SamplingOptions.Greedy,
                };
                var plain = DecodingRun.Of(lane, request with { Speculation = SpeculationOptions.Off }, [], null, certificate);
                var bits = lane.Hashes(request.Prompt.Length - 1);

                // Without a cost model every round drafts as much as it may, and every width comes up over the prompts.
                var speculation = new SpeculationOptions { Lossless = LosslessMode.Preferred, MaxLookahead = 1 + (i % 16) };
                foreach (var drafting in cases)
                {
                    var run = DecodingRun.Of(lane, request with { Speculation = speculation }, drafting.Create(plain.Tokens, lanes), null, certificate);
                    var so = changed[drafting.Name];
                    changed[drafting.Name] = (
                        so.Tokens + (run.Tokens.AsSpan().SequenceEqual(plain.Tokens) ? 0 : 1),
                        so.Bits + (lane.Hashes(request.Prompt.Length - 1).AsSpan().SequenceEqual(bits) ? 0 : 1),
                        so.Runs + 1,
                        so.Compared + bits.Length,
                        so.Accepted + run.Statistics.DraftsAccepted);
                }
            }

            if ((i + 1) % 10 == 0 || i + 1 == count)
                progress($"differences, {format}: {i + 1} of {count} prompts, {changed.Values.Sum(static c => c.Tokens)} changed so far");
        }

        foreach (var (name, result) in changed)
        {
            var note = $"answers of {options.Tokens} tokens, greedy and every {SeededEvery}th also seeded; {result.Compared} rows of logits compared bit by bit, {result.Bits} answers with a changed bit, {result.Accepted} drafts accepted";
            yield return new EvaluationRow(set, $"differences/{name}/{format}", Math.Max(result.Tokens, result.Bits), 0, UpperBound(result.Runs), result.Runs, note);
        }
    }

    // With no event in n runs, the rate is below 3/n at 95 % (the rule of three); as a count of these runs that is 3.
    private static double UpperBound(int runs) => Math.Min(3, runs);
}
