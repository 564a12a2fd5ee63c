using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Checking;
using OptPolicy.Compression.Pipeline.Measuring;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Models;
using OptPolicy.Workloads.Gates;
using OptPolicy.Workloads.Tasks;

namespace OptPolicy.Compression.Pipeline.Judging;

/// <summary>Judges with both models open beside each other.</summary>
/// <param name="clock">Times answers.</param>
/// <remarks>Not thread-safe.</remarks>
public sealed class ModelJudge(TimeProvider clock) : IModelJudge
{
    private readonly ReadingMemory _memory = new();

    /// <inheritdoc/>
    public async Task<Judgement> JudgeAsync(JudgeRequest request, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var options = new LocalModelOptions { Speculates = false, Threads = request.Threads };
            using var original = await LocalModel.OpenAsync(request.Original.Folder, options, time: clock, cancellationToken: cancellationToken).ConfigureAwait(false);
            using var made = await LocalModel.OpenAsync(request.Made.Folder, options, time: clock, cancellationToken: cancellationToken).ConfigureAwait(false);
            return await JudgeAsync(request, original, made, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is LocalModelException or WorkloadException)
        {
            throw new PipelineException(error.Message, error);
        }
    }

    private async Task<Judgement> JudgeAsync(JudgeRequest request, LocalModel original, LocalModel made, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var measured = new Dictionary<string, PairedMeasurement>(StringComparer.Ordinal);
        foreach (var path in request.Gates.Select(static g => g.Data).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var pair = new PairedReader(original, made, request, _memory, clock);
            measured[path] = ExampleOverlap.HoldsTasks(path)
                ? await pair.TasksAsync(path, progress, cancellationToken).ConfigureAwait(false)
                : await pair.TextAsync(path, progress, cancellationToken).ConfigureAwait(false);
        }

        var evaluator = new GateEvaluator(new GateOptions { Attempts = request.Attempts, Seed = (int)(request.Seed & int.MaxValue) });
        var sizes = (Original: ContentHash.BytesOf(request.Original.Folder), Made: ContentHash.BytesOf(request.Made.Folder));
        var memory = (Original: sizes.Original + KeyValueBytes(original), Made: sizes.Made + KeyValueBytes(made));
        var verdicts = request.Gates.Select(gate => Decide(evaluator, gate, gate.Data is { } data ? measured[data] : null, sizes, memory.Made)).ToList();
        List<MetricComparison> metrics = [.. measured.Values.SelectMany(m => m.Metrics(request.Seed)).DistinctBy(static m => m.Metric)];
        metrics.Add(new MetricComparison(Judgement.Size, sizes.Original, sizes.Made, 1) { IsLowerBetter = true });
        metrics.Add(new MetricComparison(Judgement.Memory, memory.Original, memory.Made, 1) { IsLowerBetter = true });
        return new Judgement(verdicts, metrics);
    }

    // Weights, and the keys and values of one request that fills the context.
    private static long KeyValueBytes(LocalModel model) => model.KeyValueBytesPerToken * model.ContextTokens;

    private static GateVerdict Decide(GateEvaluator evaluator, Planning.PlannedGate gate, PairedMeasurement? measured, (long Original, long Made) sizes, long memory)
    {
        var bound = (double)gate.Declaration.Bound;
        return (gate.Declaration.Metric, measured) switch
        {
            ("perplexity_rise", { } found) => evaluator.PerplexityRise(bound, found.OriginalLosses, found.MadeLosses),
            ("task_drop", { Tasks: { } tasks }) => evaluator.TaskDrop(bound, tasks),
            ("session_drop", { Tasks: { } tasks }) => evaluator.SessionDrop(bound, tasks, gate.Declaration.Turns ?? 1),
            ("size_ratio", _) => evaluator.SizeRatio(bound, sizes.Original, sizes.Made),
            ("memory", _) => evaluator.Memory(bound, memory),
            ("latency.p95", { Seconds: { Count: > 0 } seconds }) => evaluator.LatencyP95(bound, seconds),
            ("latency.p95", _) => new GateVerdict(gate.Declaration.Metric, bound, double.NaN, double.NaN, double.NaN, 0, GateOutcome.Undecidable, "Answers were read, not written, so that nothing was timed."),
            _ => throw new PipelineException($"gate {gate.Declaration.Metric} needs tasks (.jsonl) to be decided by"),
        };
    }
}
