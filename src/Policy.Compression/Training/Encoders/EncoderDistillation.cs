using System.Globalization;
using OptPolicy.Compression.Data.Texts;
using OptPolicy.Compression.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>
/// A classifier learns from a larger one: its classes at a temperature beside the data's (DistilBERT, Sanh et al. 2019), and its hidden
/// states and attention scores at evenly spaced layers (TinyBERT, Jiao et al. 2020). A narrower student's states are compared through a
/// learned matrix, which is part of the checkpoints and not of the model. Owns native memory.
/// </summary>
public sealed class EncoderDistillation : ITrainingCourse, IDisposable
{
    private readonly BertModel _student, _teacher;
    private readonly TextRows _rows;
    private readonly int[] _labels;
    private readonly TrainingOptions _options;
    private readonly double _teacherShare, _temperature, _stateWeight;
    private readonly TextPlan _plan;
    private readonly ProjectedStudent _model;

    /// <summary>Creates the course; it owns neither model.</summary>
    /// <param name="student">The classifier to train.</param>
    /// <param name="teacher">The classifier to imitate; frozen.</param>
    /// <param name="rows">The texts or pairs.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="options">Rows of a step and seed.</param>
    /// <param name="teacherShare">Weight of the teacher's classes, 0 to 1; the rest is the data's.</param>
    /// <param name="temperature">What both models' logits are divided by.</param>
    /// <param name="stateWeight">Weight of hidden states and attention scores; 0 leaves them out.</param>
    /// <exception cref="ArgumentException">The models differ in vocabulary or classes, or the student has more layers.</exception>
    public EncoderDistillation(
        BertModel student, BertModel teacher, TextRows rows, IReadOnlyList<int> labels, TrainingOptions options, double teacherShare = 0.7, double temperature = 2, double stateWeight = 1)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(options);
        var (own, wanted) = (student.Config.Shape, teacher.Config.Shape);
        if (own.VocabularySize != wanted.VocabularySize)
            throw new ArgumentException($"the student has {own.VocabularySize} tokens and its teacher {wanted.VocabularySize}: both need the same tokenizer", nameof(teacher));
        if (!student.Config.Labels.SequenceEqual(teacher.Config.Labels, StringComparer.Ordinal))
            throw new ArgumentException("the student and its teacher tell different classes apart", nameof(teacher));
        if (own.Layers > wanted.Layers)
            throw new ArgumentException($"the student has {own.Layers} layers, more than its teacher's {wanted.Layers}", nameof(student));

        (_student, _teacher, _rows, _options, _labels) = (student, teacher, rows, options, [.. labels]);
        (_teacherShare, _temperature, _stateWeight) = (teacherShare, temperature, stateWeight);
        _plan = new TextPlan(rows, options.Rows, options.Seed);
        _model = new ProjectedStudent(student, own.HiddenSize == wanted.HiddenSize ? null : wanted.HiddenSize, (long)options.Seed);
    }

    /// <inheritdoc/>
    public string Identity => string.Create(
        CultureInfo.InvariantCulture, $"classes of {_rows.Hash} from a teacher ({_teacher.Description}), share {_teacherShare} at {_temperature}, states {_stateWeight}");

    /// <inheritdoc/>
    public ITrainedModel Model => _model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var chosen = _plan.RowsOf(step);
        var batch = _rows.Batch(chosen, _student.Device);
        DropoutSeed.Set(_options.Seed, step);
        EncoderStates wanted;
        Tensor wantedLogits;
        using (no_grad())
        {
            wanted = _teacher.States(batch);
            wantedLogits = _teacher.Logits(wanted);
        }

        var given = _student.States(batch);
        var logits = _student.Logits(given);
        var classes = tensor(chosen.Select(r => (long)_labels[r]).ToArray(), device: _student.Device);
        var divergence = Divergence(wantedLogits / _temperature, logits / _temperature) * (_temperature * _temperature);
        var loss = divergence * _teacherShare + nn.functional.cross_entropy(logits, classes) * (1 - _teacherShare);
        if (_stateWeight > 0)
            loss += States(given, wanted, batch.Mask) * _stateWeight;
        return (loss.MoveToOuterDisposeScope(), batch.Tokens);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private static Tensor Divergence(Tensor wanted, Tensor given)
    {
        var target = nn.functional.log_softmax(wanted, -1);
        return (target.exp() * (target - nn.functional.log_softmax(given, -1))).sum(-1).mean();
    }

    private Tensor States(EncoderStates given, EncoderStates wanted, Tensor mask)
    {
        var (layers, teacherLayers) = (given.Scores.Count, wanted.Scores.Count);
        var tokens = mask.unsqueeze(-1);
        var pairs = mask.unsqueeze(1).unsqueeze(1) * mask.unsqueeze(1).unsqueeze(-1);
        Tensor sum = zeros(1, device: mask.device);
        for (var layer = 0; layer <= layers; layer++)
        {
            var place = layer * teacherLayers / layers;
            sum += Mean((_model.Widen(given.Hidden[layer]) - wanted.Hidden[place]).square(), tokens);
            if (layer > 0 && given.Scores[0].shape[1] == wanted.Scores[0].shape[1])
                sum += Mean((given.Scores[layer - 1] - wanted.Scores[place - 1]).square(), pairs);
        }

        return sum.squeeze() / (layers + 1);
    }

    // The mean over what is no padding.
    private static Tensor Mean(Tensor values, Tensor mask) => (values * mask).sum() / (mask.sum() * (values.numel() / mask.numel()));

    /// <summary>The student with the matrix that widens its states.</summary>
    private sealed class ProjectedStudent : ITrainedModel, IDisposable
    {
        private readonly BertModel _student;
        private readonly Parameter? _matrix;

        public ProjectedStudent(BertModel student, int? width, long seed)
        {
            _student = student;
            if (width is not { } wide)
                return;
            using var initialization = new Initialization(seed, 1);
            using var drawn = initialization.Matrix(wide, student.Config.Shape.HiddenSize);
            _matrix = nn.Parameter(drawn.detach().clone().to(student.Device).DetachFromDisposeScope());
        }

        public Device Device => _student.Device;

        public string Description => $"{_student.Description}, widened to {_matrix?.shape[0]}";

        public IReadOnlyList<(string Name, Parameter Weight)> Weights() => _matrix is null ? _student.Weights() : [.. _student.Weights(), ("distillation.widen.weight", _matrix)];

        public Tensor Widen(Tensor states) => _matrix is null ? states : nn.functional.linear(states, _matrix);

        public void Dispose() => _matrix?.Dispose();
    }
}
