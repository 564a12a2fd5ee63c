using System.Globalization;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Language.Semantics;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting;
using OptPolicy.Quantization.Sparsity;

namespace OptPolicy.Compression.Pipeline.Planning;

/// <summary>Turns a declaration into stages: finds what it names and fills in what it leaves open.</summary>
public sealed class StagePlanner
{
    // Half of what the distribution weighs, and enough steps to take the teacher's style of the data without forgetting what it knows.
    private const double AdditionWeight = 0.5;
    private const int CorrectionSteps = 100;

    private readonly CompressionDeclaration _declaration;
    private readonly PipelineOptions _options;
    private readonly List<PipelineProblem> _problems = [];

    private StagePlanner(CompressionDeclaration declaration, PipelineOptions options)
    {
        _declaration = declaration;
        _options = options;
    }

    /// <summary>Plans a declaration.</summary>
    /// <returns>The plan, or <see langword="null"/> with the problems that stand against it.</returns>
    public static (CompressionPlan? Plan, IReadOnlyList<PipelineProblem> Problems) Plan(CompressionDeclaration declaration, PipelineOptions options)
    {
        var planner = new StagePlanner(declaration, options);
        var plan = planner.Plan();
        return (planner._problems.Exists(static p => p.IsError) ? null : plan, planner._problems);
    }

    /// <summary>The grid that a step rounds to; <see langword="null"/> when it rounds to none.</summary>
    public static WeightGrid? GridOf(CompressionStepDeclaration step) => step.Kind switch
    {
        CompressionStepKind.Quantize => GridNames.Find(step.Format, step.GroupSize),
        CompressionStepKind.Qat or CompressionStepKind.Qad => GridNames.Find(step.Format ?? "int4", step.GroupSize),
        _ => null,
    };

    private CompressionPlan Plan()
    {
        var checkpoint = Folder(_declaration.Checkpoint, "the checkpoint to start from");
        var training = new List<PlannedTraining>();
        var packing = PackSettings.Float;
        foreach (var step in _declaration.Steps)
        {
            if (step.Kind != CompressionStepKind.Quantize)
                training.Add(Train(step, training, checkpoint));
            if (GridOf(step) is { } grid)
                packing = Pack(step, grid, training);
            else if (step.Kind is not (CompressionStepKind.Prune or CompressionStepKind.Distill) && GridNames.ProblemOf(step.Format, step.GroupSize) is { } problem)
                _problems.Add(PipelineProblem.Error(problem));
        }

        var gates = _declaration.Gates.Select(Gate).ToList();
        return new CompressionPlan(_declaration, _options, checkpoint, training, packing, WithText(gates));
    }

    private PlannedTraining Train(CompressionStepDeclaration step, List<PlannedTraining> earlier, string checkpoint)
    {
        var last = earlier.LastOrDefault(static s => s.Settings.Data.Count > 0)?.Settings;
        var trains = step.Kind is not CompressionStepKind.Prune;
        IReadOnlyList<string> data = step.Data is { } named ? [File(named, "training data")] : trains ? last?.Data ?? [] : [];
        if (trains && data.Count == 0)
            _problems.Add(PipelineProblem.Error($"'{Name(step)}' has nothing to learn from: write 'use 100% of \"data.jsonl\"'"));

        var calibration = _declaration.Calibration is { } examples ? File(examples, "calibration examples") : null;
        var isImitation = step.Kind is CompressionStepKind.Distill or CompressionStepKind.Qad;
        return new PlannedTraining(Name(step), new StageRequest
        {
            Kind = KindOf(step),
            Model = "",
            Output = "",
            Work = "",
            Teacher = step.Teacher is { } teacher ? Folder(teacher, "the teacher") : isImitation ? last?.Teacher ?? checkpoint : null,
            Data = data,
            DataShare = step.Data is null && last is not null ? last.DataShare : (double)step.DataShare,
            Calibration = calibration ?? (trains ? null : FirstData()),
            Share = (double?)step.Share,
            KeepLayers = step.KeepLayers,
            PatternKeep = step.Pattern?.Keep,
            PatternLength = step.Pattern?.Length,
            Grid = step.Kind is CompressionStepKind.Qat or CompressionStepKind.Qad ? GridOf(step) : null,
            Steps = trains ? _options.TrainingSteps : null,
            Epochs = step.Epochs ?? new StageRequest { Kind = default, Model = "", Output = "", Work = "" }.Epochs,
            Seed = _options.Seed,
            Tuning = TuningOf(step),
            Threads = _options.Threads,
        });
    }

    private static StageTuning? TuningOf(CompressionStepDeclaration step) => step.Kind switch
    {
        CompressionStepKind.Distill when step.Additions.Count > 0 => new StageTuning
        {
            HiddenWeight = step.Additions.Contains("states") ? AdditionWeight : 0,
            RelationWeight = step.Additions.Contains("relations") ? AdditionWeight : 0,
            TeacherCorrectionSteps = step.Additions.Contains("correction") ? CorrectionSteps : 0,
        },
        CompressionStepKind.Prune when step.Method is { } method => new StageTuning
        {
            WeightMethod = method switch { "magnitude" => PruningMethod.Magnitude, "wanda" => PruningMethod.Wanda, _ => PruningMethod.SparseGpt },
        },
        _ => null,
    };

    // Pruning looks at what the later training uses when nothing else was named.
    private string? FirstData() => _declaration.Steps.FirstOrDefault(static s => s.Data is not null)?.Data is { } data ? _options.Find(data) : null;

    private PackSettings Pack(CompressionStepDeclaration step, WeightGrid grid, List<PlannedTraining> training)
    {
        var calibration = _declaration.Calibration is { } named ? File(named, "calibration examples") : training.LastOrDefault(static s => s.Settings.Data.Count > 0)?.Settings.Data[0];
        // Masters that were trained through the grid are rounded to it as they were in training; anything else would undo it.
        var method = step.Kind != CompressionStepKind.Quantize ? QuantizationMethod.Rtn : step.Method switch
        {
            "rtn" => QuantizationMethod.Rtn,
            "gptq" => QuantizationMethod.Gptq,
            "awq" => QuantizationMethod.Awq,
            "smoothquant" => QuantizationMethod.SmoothQuant,
            _ => GridNames.HasFewBits(grid) && calibration is not null ? QuantizationMethod.Gptq : QuantizationMethod.Rtn,
        };
        var isSmooth = method == QuantizationMethod.SmoothQuant;
        var settings = new PackSettings
        {
            Grid = isSmooth ? new WeightGrid(NumberFormat.Int8, ScaleSharing.Channel, 0, IsSymmetric: true) : grid,
            Method = method,
            Activations = isSmooth ? ActivationFormat.Int8Static : ActivationFormat.Float,
            Calibration = calibration,
            Except = [.. step.Except],
            Wide = [.. step.Wide],
        };
        if (settings.NeedsCalibration && calibration is null)
            _problems.Add(PipelineProblem.Error($"'{Name(step)}' looks at examples and none are named: write 'calibrate: \"examples.jsonl\"', or use rtn"));
        return settings;
    }

    private PlannedGate Gate(CompressionGateDeclaration gate) => new(gate, gate.Data is { } data ? File(data, $"the examples of gate {gate.Metric}") : null);

    // A gate on text or time that names no examples is measured on those of the task gates.
    private List<PlannedGate> WithText(List<PlannedGate> gates)
    {
        var shared = gates.Find(static g => g.IsOnTasks && g.Data is not null)?.Data;
        return gates.ConvertAll(gate =>
        {
            if (!gate.NeedsData || gate.Data is not null)
                return gate;
            if (shared is null && gate.Declaration.Data is null)
                _problems.Add(PipelineProblem.Error($"gate {gate.Declaration.Metric} has no examples to measure on: add a gate on tasks, such as 'gate task_drop(\"tasks.jsonl\") <= 2%'"));
            return gate with { Data = shared };
        });
    }

    private string Folder(string name, string use)
    {
        var path = _options.Find(name);
        if (path is null || !Directory.Exists(path))
            _problems.Add(PipelineProblem.Error($"{use} is not there: no folder '{name}' beside the policy or below the working directory"));
        return path ?? name;
    }

    private string File(string name, string use)
    {
        var path = _options.Find(name);
        if (path is null || !System.IO.File.Exists(path))
            _problems.Add(PipelineProblem.Error($"{use}: no file '{name}' beside the policy or below the working directory"));
        return path ?? name;
    }

    private static StageKind KindOf(CompressionStepDeclaration step) => step.Kind switch
    {
        CompressionStepKind.Distill => StageKind.Distill,
        CompressionStepKind.Qat => StageKind.Qat,
        CompressionStepKind.Qad => StageKind.Qad,
        _ => step.Dimension switch
        {
            PruneDimension.Width => StageKind.PruneWidth,
            PruneDimension.Depth => StageKind.PruneDepth,
            _ => StageKind.PruneWeights,
        },
    };

    private static string Name(CompressionStepDeclaration step)
    {
        var parts = new List<string> { step.Kind.ToString().ToLowerInvariant() };
        if (step.Kind == CompressionStepKind.Prune)
            parts.Add(step.Dimension.ToString().ToLowerInvariant());
        if (GridOf(step) is { } grid)
            parts.Add(GridNames.Describe(grid));
        if (step.Share is { } share)
            parts.Add(share.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal));
        if (step.KeepLayers is { } layers)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"keep {layers}"));
        if (step.Pattern is { } pattern)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{pattern.Keep}:{pattern.Length}"));
        if (step.Method is { } method)
            parts.Add($"using {method}");
        if (step.Additions.Count > 0)
            parts.Add($"using {string.Join(", ", step.Additions)}");
        return string.Join(' ', parts);
    }
}
