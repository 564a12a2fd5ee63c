using System.Globalization;
using System.IO.Enumeration;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Distillation;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Compression.Simulation;
using OptPolicy.Compression.Training;
using TorchSharp;

namespace OptPolicy.Compression.Stages;

/// <summary>The stages that train. Checkpoints lie in the request's work folder, so that a killed stage goes on.</summary>
internal sealed class TrainStages
{
    // Peak rates of small decoders. Simulated rounding needs smaller steps: with larger ones, weights near a boundary of the grid keep flipping.
    private const double DistillationRate = 1e-3, SimulationRate = 3e-4, CorrectionRate = 1e-4;

    private readonly StageContext _context;
    private readonly StageRequest _request;
    private readonly StageTuning _tuning;
    private readonly StageLesson _lesson;

    private TrainStages(StageContext context)
    {
        (_context, _request, _tuning) = (context, context.Request, context.Tuning);
        if (Problem(_request, _tuning) is { } problem)
            throw new TrainingException(problem);
        _lesson = StageLesson.Read(context);
    }

    private bool IsSimulated => _request.Kind is StageKind.Qat or StageKind.Qad;

    /// <summary>Runs to the end, or to where it is stopped.</summary>
    public static StageOutcome Run(StageContext context, CancellationToken cancellationToken) => new TrainStages(context).Run(cancellationToken);

    private StageOutcome Run(CancellationToken cancellationToken)
    {
        using var teacher = Teacher(cancellationToken);
        var model = _context.Model;
        model.RecomputesLayers = _tuning.RecomputesLayers;
        if (IsSimulated)
        {
            var rounding = new RoundingSimulation(_request.Grid, _tuning.ActivationGrid);
            model.SimulateRounding(name => Matches(_tuning.Unrounded, name) ? null : rounding);
        }

        Freeze(model);
        var keepsZeros = _context.KeepsZeros;
        if (keepsZeros)
            KeepZeros(model);
        var before = _lesson.Evaluator.Evaluate(model);
        var options = new DistillationOptions
        {
            TeacherWeight = teacher is null ? 0 : _request.TeacherWeight,
            Temperature = _tuning.Temperature,
            HiddenWeight = _tuning.HiddenWeight,
            RelationWeight = _tuning.RelationWeight,
            LayerMap = _tuning.LayerMap,
        };
        var phase = _request.Kind == StageKind.Distill ? "distilling" : "training through the grid";
        var after = Learn(phase, "student", model, teacher, options, _lesson.Steps, _request.LearningRate ?? (IsSimulated ? SimulationRate : DistillationRate), cancellationToken);
        var parameters = model.Config.Parameters;
        var zeros = keepsZeros ? model.Projections().Sum(p => p.Projection.Weight.eq(0).sum().item<long>()) : 0;
        return new StageOutcome(model, new StageResult(_request.Kind, parameters - zeros, parameters - zeros, _lesson.Steps, _lesson.TokensOf(_lesson.Steps))
        {
            LossBefore = before.Loss,
            LossAfter = after.Loss,
            SimulatedGrid = IsSimulated ? _request.Grid : null,
            KeepsZeros = keepsZeros,
            Notes = [.. Notes(before, after)],
        });
    }

    private LlamaModel? Teacher(CancellationToken cancellationToken)
    {
        // What rounding should not change is what the model said before.
        if (_request.Kind == StageKind.Qat || (_request.Teacher ?? (IsSimulated ? _request.Model : null)) is not { } folder)
            return null;

        var teacher = _context.OpenTeacher(folder);
        try
        {
            teacher.RecomputesLayers = _tuning.RecomputesLayers;
            // Minitron in practice (arXiv:2408.11796), §2.1: a teacher that has not seen the data teaches it badly.
            if (_tuning.TeacherCorrectionSteps > 0)
                Learn("correcting the teacher", "teacher", teacher, null, new DistillationOptions { TeacherWeight = 0 }, _tuning.TeacherCorrectionSteps, CorrectionRate, cancellationToken);
            return teacher.Freeze();
        }
        catch
        {
            teacher.Dispose();
            throw;
        }
    }

    private Evaluation Learn(
        string phase, string run, LlamaModel model, LlamaModel? teacher, DistillationOptions options, int steps, double rate, CancellationToken cancellationToken)
    {
        using var student = new Student(model, teacher?.Config.Shape.HiddenSize ?? model.Config.Shape.HiddenSize, options.HiddenWeight > 0 ? model.Config.Shape.Layers : 0, (long)_request.Seed);
        if (student.Weights().Count == 0)
            throw new TrainingException("every weight is frozen: nothing can learn");

        var training = new TrainingOptions
        {
            Steps = steps,
            Rows = _lesson.StepRows,
            Length = _lesson.RowTokens,
            LearningRate = rate,
            WarmUpSteps = Math.Min(50, 1 + steps / 10),
            WeightDecay = 0.01,
            Seed = _request.Seed,
            EvaluationInterval = 0,
            CheckpointInterval = _tuning.CheckpointInterval,
            Threads = Math.Max(1, _request.Threads),
        };
        var course = new DistillationCourse(student, teacher, _lesson.Plan, options, $"{_lesson.Hash}, {_context.Identity}");
        var trainer = new Trainer(course, () => _lesson.Evaluator.Evaluate(model), training, Path.Combine(_request.Work, run), _context.Clock);
        var result = trainer.Run(
            p => _context.Report(new StageProgress(phase, p.Step, p.Steps) { Loss = p.SmoothedLoss, TokensPerSecond = p.TokensPerSecond, SecondsLeft = p.Remaining.TotalSeconds }),
            cancellationToken);
        return result.End == TrainingEnd.Cancelled ? throw new OperationCanceledException(cancellationToken) : result.HeldOut;
    }

    private void Freeze(LlamaModel model)
    {
        foreach (var (_, weight) in model.Weights().Where(w => Matches(_request.Frozen, w.Name)))
            weight.requires_grad_(false);
    }

    private static void KeepZeros(LlamaModel model)
    {
        foreach (var (_, projection) in model.Projections().Where(p => p.Name.StartsWith("model.layers.", StringComparison.Ordinal)))
            projection.KeepZeros();
    }

    private IEnumerable<string> Notes(Evaluation before, Evaluation after)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{_lesson.Describe(_request.DataShare)}, {_lesson.Steps} steps of {_lesson.StepRows}");
        if (before.ExactAnswers is { } first && after.ExactAnswers is { } last)
            yield return string.Create(CultureInfo.InvariantCulture, $"rows predicted wholly right: {first * 100:F1} % before, {last * 100:F1} % after; token accuracy {before.TokenAccuracy * 100:F1} % and {after.TokenAccuracy * 100:F1} %");
        if (IsSimulated)
            yield return "float32 masters: rounding them to nearest on the simulated grid gives the weights that were trained, anything else undoes it";
    }

    private static bool Matches(IReadOnlyList<string> patterns, string name) => patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static string? Problem(StageRequest request, StageTuning tuning)
    {
        if (request.Data.Count == 0)
            return "there is nothing to learn from: name data";
        if (request.Kind == StageKind.Distill && request.Teacher is null)
            return "a distillation needs a teacher: name one";
        if (request.Kind != StageKind.Distill && request.Grid is null)
            return $"{request.Kind} needs the grid that it trains through";
        if ((request.Grid?.Problem ?? tuning.ActivationGrid?.Problem) is { } grid)
            return grid;
        if (request.Steps is < 1 || !(request.Epochs > 0) || tuning.Rows < 1 || tuning.RowTokens < 2 || tuning.TeacherCorrectionSteps < 0)
            return "steps, epochs, rows and tokens of a row must be positive";
        return request.LearningRate is { } rate && !(rate > 0) ? $"a learning rate of {rate} teaches nothing" : null;
    }
}
