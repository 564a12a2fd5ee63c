using System.Collections.Immutable;
using System.Globalization;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Sampling;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>Times answers with and without drafting, in turns, so that both see the same weather. The cost model decides how much to draft.</summary>
internal sealed class SpeedCheck(DecodingOptions options, ModelSource target, ModelSource draft, IReadOnlyList<string> texts, string set, Action<string> progress)
{
    private const int TimingMilliseconds = 500;

    public ImmutableArray<EvaluationRow> Run(CancellationToken cancellationToken)
    {
        var settings = new LocalModelOptions { Threads = options.Threads, TimingBudget = TimeSpan.FromMilliseconds(TimingMilliseconds) };
        using var model = LocalModel.Open(target.In(options.SpeedFormat), settings);
        using var lane = model.OpenLane();
        using var lanes = new DraftLanes(target, draft, model.Spec, options.SpeedFormat, settings);
        var measured = model.Costs!.SecondsByWidth;
        var prompts = new DecodingPrompts(model.Tokenizer, model.ContextTokens - options.Tokens - 1);
        var note = string.Create(CultureInfo.InvariantCulture, $"{options.SpeedFormat}, {target.Name} drafted by {draft.Name}, width 1 {1000 * measured[0]:0.00} ms, 4 {1000 * measured[3]:0.00}, 9 {1000 * measured[8]:0.00}, 17 {1000 * measured[16]:0.00}; answers of {options.Tokens} tokens, past their end tokens");

        var rows = ImmutableArray.CreateBuilder<EvaluationRow>();
        var count = Math.Min(options.TimedPrompts, texts.Count);
        List<(string Name, int[][] Prompts, int[] EndTokens, string Note)> sets =
        [
            (set, [.. texts.Take(count).Select(prompts.Ask)], [], note),
            ("repeat_heavy", [.. texts.Take(count).Select(prompts.AskToRepeat)], [], note),
        ];

        // Calls are measured to their end: what a model says behind it is not of their kind.
        if (DecodingPrompts.ToolCalls(options.Data, options.TimedPrompts) is { } questions && model.Tokenizer.Find("<|im_end|>") is { } end)
            sets.Insert(0, ("tool_calls", [.. questions.Select(prompts.Ask)], [end], note.Replace(", past their end tokens", " at most", StringComparison.Ordinal)));
        foreach (var (name, asked, endTokens, about) in sets)
        {
            foreach (var drafting in DraftingCase.All(lanes))
            {
                var speed = Time(asked, SamplingOptions.Greedy, plain => drafting.Create(plain, lanes), endTokens);
                progress(string.Create(CultureInfo.InvariantCulture, $"speed, {name}, {drafting.Name}: {speed.Ratio.Value:0.00}x"));
                rows.Add(new EvaluationRow(name, $"speedup/{drafting.Name}", speed.Ratio.Value, speed.Ratio.Low, speed.Ratio.High, asked.Length, $"{about}; {speed.Lengths}"));
                rows.Add(new EvaluationRow(name, $"acceptance/{drafting.Name}", speed.Acceptance, 0, 1, speed.Proposed, "of the drafts that were verified"));
            }
        }

        // Nobody can guess high-entropy draws, and scripted drafters promise and then fail.
        var wild = new SamplingOptions { Temperature = 1.5f, Seed = 1 };
        foreach (var (name, sampling, create) in new (string, SamplingOptions, Func<int[], IReadOnlyList<IDrafter>>)[]
        {
            ("ngram", wild, static _ => [new SuffixDrafter()]),
            ("draft", wild with { Temperature = 2 }, _ => [new ModelDrafter(lanes.Draft)]),
            ("always_wrong", wild, static plain => [new ScriptedDrafter(plain, static _ => false, runsModel: false)]),
            ("always_wrong_model", wild, static plain => [new ScriptedDrafter(plain, static _ => false, runsModel: true)]),
            ("right_once", wild, static plain => [new ScriptedDrafter(plain, static i => i % 2 == 0, runsModel: true)]),
        })
        {
            var speed = Time(texts.Take(count).Select(prompts.Ask), sampling, create, endTokens: []);
            progress(string.Create(CultureInfo.InvariantCulture, $"slowdown, {name}: {1 / speed.Ratio.Value - 1:0.000}"));
            rows.Add(new EvaluationRow("adversarial", $"slowdown/{name}", 1 / speed.Ratio.Value - 1, 1 / speed.Ratio.High - 1, 1 / speed.Ratio.Low - 1, count, $"{note}; {speed.Lengths}"));
        }

        return rows.DrainToImmutable();

        Speed Time(IEnumerable<int[]> asked, SamplingOptions sampling, Func<int[], IReadOnlyList<IDrafter>> create, int[] endTokens)
        {
            // One cost model per case: what it learns on one prompt serves the next, and no other case.
            var costs = new CostModel(measured);
            var (without, with) = (new List<double>(), new List<double>());
            var (proposed, accepted) = (0, 0);
            var lengths = new int[CostModel.MaxWidth];
            foreach (var prompt in asked)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // Small models end their answers early, and a time of a few tokens is mostly the prompt's.
                var request = new GenerationRequest { Prompt = prompt, MaxOutputTokens = options.Tokens, EndTokens = endTokens, Sampling = sampling, Speculation = SpeculationOptions.Off };
                var plain = DecodingRun.Of(lane, request, [], null, model.Certificate);
                var drafted = DecodingRun.Of(lane, request with { Speculation = new SpeculationOptions { Lossless = LosslessMode.Preferred } }, create(plain.Tokens), costs, model.Certificate);
                without.Add(plain.Seconds);
                with.Add(drafted.Seconds);
                proposed += drafted.Statistics.DraftsProposed;
                accepted += drafted.Statistics.DraftsAccepted;
                for (var i = 0; i < lengths.Length; i++)
                    lengths[i] += drafted.Statistics.RoundsByDraftLength[i];
            }

            return new Speed(RatioEstimate.Of([.. without], [.. with]), proposed, accepted / Math.Max(1.0, proposed), $"rounds by draft length {string.Join(' ', lengths)}");
        }
    }

    private sealed record Speed(RatioEstimate Ratio, int Proposed, double Acceptance, string Lengths);
}
