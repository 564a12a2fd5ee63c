using System.Collections.Immutable;
using System.Diagnostics;
using OptPolicy.Cli.LocalModels;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Cli.Benchmarking;

/// <summary>Measures one model on one lane: the prompt, plain decoding, and decoding with each drafter.</summary>
internal static class ModelBenchmark
{
    private const int Repeats = 3;

    private static readonly TimeSpan CostBudget = TimeSpan.FromMilliseconds(400);

    public static async Task<BenchmarkReport> RunAsync(BenchmarkRequest request, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var model = await OpenAsync(request, progress, cancellationToken);
        var loadTime = Stopwatch.GetElapsedTime(start);
        var prompt = Encode(model, request);
        using var lease = await model.Lanes.RentAsync(new LaneRequest(prompt), cancellationToken);
        var lane = lease.Lane;

        progress.Report("comparing wide calls with narrow ones, bit by bit");
        var certificate = ExactnessCertifier.Certify(lane, model.Device, cancellationToken: cancellationToken);
        progress.Report("timing calls of every width");
        var costs = CostModel.Measure(lane, CostBudget, cancellationToken: cancellationToken);
        var prefill = Prefill(lane, prompt, progress, cancellationToken);

        var bench = new DecodeBench(lane, prompt, request.Tokens, certificate, costs);
        progress.Report("decoding, plain");
        var plain = bench.Run("plain", [], SpeculationOptions.Off, Repeats, cancellationToken);
        var runs = ImmutableArray.CreateBuilder<DecodeRun>();
        runs.Add(plain);
        var speculation = request.Model.Speculation.MaxLookahead > 0 ? request.Model.Speculation : SpeculationOptions.Default;
        progress.Report("decoding, drafts from the text itself");
        using (var ngram = new SuffixDrafter())
        {
            runs.Add(bench.Run(ngram.Name, [ngram], speculation, Repeats, cancellationToken));
        }

        if (model.Draft is { } draft)
        {
            progress.Report($"decoding, drafts from {request.Draft!.Name}");
            using var draftLease = await draft.Lanes.RentAsync(new LaneRequest(prompt), cancellationToken);
            using var drafter = new ModelDrafter(draftLease.Lane);
            runs.Add(bench.Run(drafter.Name, [drafter], speculation, Repeats, cancellationToken));
        }

        if (model.Head is { } head)
        {
            progress.Report($"decoding, drafts from the head {request.Draft!.Name}");
            using var drafter = new EagleDrafter(head.CreateLane());
            runs.Add(bench.Run(drafter.Name, [drafter], speculation, Repeats, cancellationToken));
        }

        // Before memory is read, which takes some.
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        progress.Report("reading memory, to know what bounds decoding");
        return new BenchmarkReport
        {
            Model = request.Model.Name,
            Spec = model.Spec,
            Device = model.Device,
            ContextTokens = model.ContextTokens,
            WeightBytes = WeightFiles.Bytes(model.Folder),
            KeyValueBytesPerToken = model.KeyValueBytesPerToken,
            LoadTime = loadTime,
            PromptTokens = prompt.Length,
            PrefillRate = prefill,
            Decoding = runs.ToImmutable(),
            Certificate = certificate,
            PeakBytes = peak,
            MemoryBandwidth = MemoryBandwidth.Measure(),
        };
    }

    // What opening would measure on the side is measured here, in the open; only a head wants a model that speculates.
    private static Task<LocalModel> OpenAsync(BenchmarkRequest request, IProgress<string> progress, CancellationToken cancellationToken) => LocalModel.OpenAsync(
        request.Model.Folder,
        request.Model.Options with { Lanes = 1, DraftFolder = request.Draft?.Folder, Speculates = request.Draft is { } draft && DraftHeadFolder.IsOne(draft.Folder) },
        new LoadLines(progress, request.Model.Name),
        cancellationToken: cancellationToken);

    private static int[] Encode(LocalModel model, BenchmarkRequest request)
    {
        var prompt = model.Tokenizer.Encode(request.Prompt);
        var room = model.ContextTokens - request.Tokens - CostModel.MaxWidth;
        return room < 1
            ? throw new LocalModelException($"The context of '{request.Model.Name}' holds {model.ContextTokens} tokens, which leaves no prompt beside an answer of {request.Tokens}. Ask for fewer with --tokens.")
            : prompt.Length > room ? prompt[^room..] : prompt;
    }

    private static double Prefill(DecoderLane lane, int[] prompt, IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report($"reading a prompt of {prompt.Length} tokens");
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < Repeats; i++)
        {
            lane.Truncate(0);
            var start = Stopwatch.GetTimestamp();
            Kernels.Decoding.Prefill.Run(lane, prompt, cancellationToken);
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(start).Ticks));
        }

        return prompt.Length / best.TotalSeconds;
    }
}
