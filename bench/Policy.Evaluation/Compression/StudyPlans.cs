using OptPolicy.Compression.Pipeline.Judging;
using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Evaluation.Compression;

/// <summary>Declarations of a study as the pipeline runs them. All share one work folder, so that what two have in common is done once.</summary>
internal sealed class StudyPlans(StudyFolder folder, IStageWorker worker, Action<string> step)
{
    private readonly PipelineTools _tools = new(worker, new ModelPacker(), new ModelJudge(TimeProvider.System));

    /// <summary>A quarter of heads and neurons, and one layer in four.</summary>
    public static CompressionStepDeclaration[] Prune { get; } =
    [
        new(CompressionStepKind.Prune, default) { Dimension = PruneDimension.Width, Share = 0.25m },
        new(CompressionStepKind.Prune, default) { Dimension = PruneDimension.Depth, Share = 0.25m },
    ];

    public CompressionRunner Runner => new(_tools, new StageSteps(step), TimeProvider.System);

    public CompressionStepDeclaration Distill(decimal share) =>
        new(CompressionStepKind.Distill, default) { Teacher = StudyFolder.Teacher, Data = folder.Training, DataShare = share };

    public static CompressionStepDeclaration Quantize(string format) => new(CompressionStepKind.Quantize, default) { Format = format, Method = "rtn" };

    /// <summary>Plans a declaration.</summary>
    /// <param name="name">Its name; the output's too.</param>
    /// <param name="steps">Its steps.</param>
    /// <param name="gates">What is measured.</param>
    /// <param name="ladder">What is tried when a gate fails.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="orderSeeds">Seeds of a comparison of orders.</param>
    public CompressionPlan Plan(string name, CompressionStepDeclaration[] steps, CompressionGateDeclaration[] gates, RecoveryKind[] ladder, int seed, int orderSeeds = 0)
    {
        var declaration = new CompressionDeclaration("student", StudyFolder.Teacher, default)
        {
            Hash = name,
            Calibration = folder.Calibration,
            Steps = [.. steps],
            Ladder = [.. ladder],
            Gates = [.. gates],
        };
        var (plan, problems) = StagePlanner.Plan(declaration, new PipelineOptions
        {
            Output = folder.In(Path.Combine("out", name)),
            Work = folder.In("stages"),
            Find = file => folder.Exists(file) ? folder.In(file) : null,
            TrainingSteps = folder.Steps,
            Seed = (ulong)seed,
            OrderSeeds = orderSeeds,
            AllowsEmulation = true,
            ReadsAnswers = true,
        });
        return plan ?? throw Failure(name, problems);
    }

    /// <summary>Runs a declaration to its end.</summary>
    public async Task<CompressionOutcome> RunAsync(CompressionPlan plan, CancellationToken cancellationToken)
    {
        step($"{folder.Name}: {plan.Declaration.Hash}, seed {plan.Options.Seed}");
        var outcome = await Runner.RunAsync(plan, cancellationToken);
        return outcome.Manifest is not null ? outcome : throw Failure(plan.Declaration.Hash, outcome.Problems);
    }

    public static InvalidOperationException Failure(string name, IEnumerable<PipelineProblem> problems) => new($"{name}: {string.Join("; ", problems)}");

    private sealed class StageSteps(Action<string> step) : IProgress<PipelineProgress>
    {
        public void Report(PipelineProgress value)
        {
            if (value.Moment is PipelineMoment.Done or PipelineMoment.Rejected)
                step($"  {value.Stage}: {value.Moment.ToString().ToLowerInvariant()} {value.Note}");
        }
    }
}
