using OptPolicy.Compression.Pipeline.Caching;
using OptPolicy.Compression.Pipeline.Checking;
using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Orders;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Recovery;
using OptPolicy.Compression.Pipeline.Reporting;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Runs a plan from the checkpoint to a model that has passed its gates, or to a report that says why there is none.</summary>
/// <param name="tools">Who does the work.</param>
/// <param name="progress">Hears what happens.</param>
/// <param name="clock">Dates the manifest, and tells what is long abandoned.</param>
public sealed class CompressionRunner(PipelineTools tools, IProgress<PipelineProgress> progress, TimeProvider clock)
{
    /// <summary>Runs a plan. Results of stages stay in the work folder, so the same call after a kill goes on where that one was.</summary>
    /// <exception cref="PipelineException">A stage failed, or the disk did.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing half-written is left.</exception>
    public async Task<CompressionOutcome> RunAsync(CompressionPlan plan, CancellationToken cancellationToken)
    {
        using var cache = StageCache.Open(plan.Options.Work, clock);
        var executor = new StageExecutor(tools, cache, progress);
        var examples = ExampleOverlap.Of(plan);
        var problems = PlanCheck.Find(plan, examples, ships: true);
        if (problems.Any(static p => p.IsError))
            return new CompressionOutcome(problems);
        Tell(problems);
        var notes = problems.Count;
        if (plan.Options.OrderSeeds > 0 && OrderLab.WhyNot(plan) is { } problem)
            return new CompressionOutcome([.. problems, problem]);

        var source = ModelArtefact.Of(plan.Checkpoint);
        var original = await executor.PackAsync(source, PackSettings.Float, cancellationToken).ConfigureAwait(false);
        JudgeRequest Against(ModelArtefact made) => Request(plan, examples, original, made);

        var solved = await SolvedAsync(plan, executor, Against(original), cancellationToken).ConfigureAwait(false);
        problems = [.. problems, .. PowerCheck.Find(plan, examples, solved)];
        if (problems.Any(static p => p.IsError))
            return new CompressionOutcome(problems);
        Tell(problems.Where(static p => !p.IsError).Skip(notes));

        var stages = new List<StageRecord>();
        var checkpoint = source;
        foreach (var stage in plan.Training)
        {
            (checkpoint, var record) = await executor.TrainAsync(stage, checkpoint, cancellationToken).ConfigureAwait(false);
            stages.Add(record with { Measured = await MeasureAsync(stage.Name, checkpoint).ConfigureAwait(false) });
        }

        var packed = await executor.PackAsync(checkpoint, plan.Packing, cancellationToken).ConfigureAwait(false);
        var judgement = await executor.JudgeAsync("the made model", Against(packed), cancellationToken).ConfigureAwait(false);
        stages.Add(new StageRecord(StageExecutor.NameOf(plan.Packing), packed.Hash) { Bytes = ContentHash.BytesOf(packed.Folder), Measured = judgement });

        var ladder = new Ladder(executor, plan, Against, progress);
        var (best, rungs) = await ladder.ClimbAsync(new Candidate(checkpoint, packed, plan.Packing, judgement), cancellationToken).ConfigureAwait(false);
        var proof = tools.Packer.Prove(best.Packed.Folder, best.Packing);
        var manifest = CompressionManifest.Of(plan, source, executor.Hashes, stages, rungs, best, proof, clock.GetUtcNow());
        if (plan.Options.OrderSeeds > 0)
            manifest = manifest with { Orders = await new OrderLab(executor, plan, Against, progress).RunAsync(source, plan.Options.OrderSeeds, cancellationToken).ConfigureAwait(false) };
        return Shipping.Finish(plan, manifest, best, problems, proof.Holds && best.Judgement.IsPassed);

        async Task<Judgement?> MeasureAsync(string name, ModelArtefact made)
        {
            if (plan.Gates.All(static g => g.Data is null))
                return null;
            var asFloat = await executor.PackAsync(made, PackSettings.Float, cancellationToken).ConfigureAwait(false);
            return await executor.JudgeAsync($"after {name}", Against(asFloat) with { GeneratesAnswers = false }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Runs every order of the declared steps, and nothing else: no ladder, no gates that decide, no model in the output folder. Declarations that could not
    /// ship for want of a gate can be compared too.
    /// </summary>
    /// <exception cref="PipelineException">A stage failed, or the disk did.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the same call goes on.</exception>
    public async Task<OrderComparison> CompareOrdersAsync(CompressionPlan plan, CancellationToken cancellationToken)
    {
        using var cache = StageCache.Open(plan.Options.Work, clock);
        var executor = new StageExecutor(tools, cache, progress);
        var examples = ExampleOverlap.Of(plan);
        List<PipelineProblem> problems = [.. PlanCheck.Find(plan, examples, ships: false)];
        if (OrderLab.WhyNot(plan) is { } problem)
            problems.Add(problem);
        if (problems.Exists(static p => p.IsError))
            return new OrderComparison(problems, []);

        Tell(problems);
        var source = ModelArtefact.Of(plan.Checkpoint);
        var original = await executor.PackAsync(source, PackSettings.Float, cancellationToken).ConfigureAwait(false);
        var lab = new OrderLab(executor, plan, made => Request(plan, examples, original, made), progress);
        return new OrderComparison(problems, await lab.RunAsync(source, Math.Max(1, plan.Options.OrderSeeds), cancellationToken).ConfigureAwait(false));
    }

    // What the original solves decides how many tasks a gate needs, and is known minutes before anything is trained.
    private static async Task<IReadOnlyDictionary<string, double>> SolvedAsync(CompressionPlan plan, StageExecutor executor, JudgeRequest itself, CancellationToken cancellationToken)
    {
        var solved = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var gates in plan.Gates.Where(static g => g.IsOnTasks && g.Data is not null).GroupBy(static g => g.Data!, StringComparer.Ordinal))
        {
            var judgement = await executor.JudgeAsync("the original", itself with { Gates = [.. gates], GeneratesAnswers = false }, cancellationToken).ConfigureAwait(false);
            if (judgement.Find(Judgement.TaskSuccess) is { } success)
                solved[gates.Key] = success.Original;
        }

        return solved;
    }

    private static JudgeRequest Request(CompressionPlan plan, ExampleOverlap examples, ModelArtefact original, ModelArtefact made) => new(original, made, plan.Gates)
    {
        Seed = plan.Options.Seed,
        Threads = plan.Options.Threads,
        Attempts = plan.Attempts,
        SeenLines = examples.SeenLines,
        GeneratesAnswers = !plan.Options.ReadsAnswers,
    };

    private void Tell(IEnumerable<PipelineProblem> notes)
    {
        foreach (var note in notes)
            progress.Report(new PipelineProgress("check", PipelineMoment.Done) { Note = note.Message });
    }
}
