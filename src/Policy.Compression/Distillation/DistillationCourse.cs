using System.Globalization;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Distillation;

/// <summary>
/// Learns rows from the data and a teacher: forward KL of the next token at a temperature, cross-entropy, and optionally distances of states
/// (TinyBERT, eq. 8, relative to the teacher's) and relations (MiniLMv2). Each position counts as its row says; padding counts nothing.
/// </summary>
internal sealed class DistillationCourse : ITrainingCourse
{
    private readonly Student _student;
    private readonly LlamaModel? _teacher;
    private readonly RowPlan _plan;
    private readonly DistillationOptions _options;
    private readonly string _data;
    private readonly (int Student, int Teacher)[] _pairs;
    private readonly int _relationHeads;

    /// <param name="student">What learns; not owned.</param>
    /// <param name="teacher">Frozen, with the same tokens; not owned. Without one the data alone teaches.</param>
    /// <param name="plan">What each step reads.</param>
    /// <param name="options">What is imitated.</param>
    /// <param name="data">Tells data apart.</param>
    /// <exception cref="TrainingException">The models or options do not fit together.</exception>
    public DistillationCourse(Student student, LlamaModel? teacher, RowPlan plan, DistillationOptions options, string data)
    {
        (_student, _teacher, _plan, _options, _data) = (student, teacher, plan, options, data);
        var (own, aim) = (student.Model.Config.Shape, teacher?.Config.Shape);
        if (aim is not null && aim.VocabularySize != own.VocabularySize)
            throw new TrainingException($"the student has {own.VocabularySize} tokens and its teacher {aim.VocabularySize}: both need the same tokenizer");
        if (options.Problem(own.Layers, aim?.Layers ?? own.Layers) is { } problem)
            throw new TrainingException(problem);

        _pairs = aim is null || options.HiddenWeight == 0 ? [] : [.. Enumerable.Range(0, own.Layers).Select(i => (i + 1, 1 + (options.LayerMap?[i] ?? EvenLayer(i, own.Layers, aim.Layers))))];
        _relationHeads = aim is null ? 1 : RelationLoss.Heads(own.Heads, aim.Heads, own.KeyValueHeads, aim.KeyValueHeads);
    }

    public string Identity => string.Create(CultureInfo.InvariantCulture, $"rows {_data}, {_options}, map {string.Join(',', _options.LayerMap ?? [])}, taught by {_teacher?.Description ?? "the data"}");

    public ITrainedModel Model => _student;

    /// <summary>The teacher's layer, from 0, that a student's layer stands for when they are spread evenly.</summary>
    internal static int EvenLayer(int layer, int studentLayers, int teacherLayers) => (layer + 1) * teacherLayers / studentLayers - 1;

    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var batch = RowBatch.Of(_plan.RowsOf(step));
        var device = _student.Device;
        var tokens = tensor(batch.Tokens, [batch.Rows, batch.Length]).to(device);
        var (positions, targets) = (tensor(batch.Positions).to(device), tensor(batch.Targets).to(device));
        var weights = tensor(batch.Weights).to(device);
        weights /= weights.sum();

        var states = _student.Model.ResidualStates(tokens);
        var logits = _student.Model.LogitsOf(states[^1], positions);
        var loss = nn.functional.log_softmax(logits, -1).gather(-1, targets.unsqueeze(-1)).squeeze(-1).neg();
        if (_teacher is not null && _options.TeacherWeight + _options.HiddenWeight + _options.RelationWeight > 0)
            loss = loss * (1 - _options.TeacherWeight) + Imitation(tokens, positions, states, logits);
        return ((loss * weights).sum().MoveToOuterDisposeScope(), batch.Tokens.Length);
    }

    private Tensor Imitation(Tensor tokens, Tensor positions, Tensor[] states, Tensor logits)
    {
        Tensor[] aims;
        Tensor wanted;
        Tensor[] relations;
        using (no_grad())
        {
            aims = _teacher!.ResidualStates(tokens);
            wanted = nn.functional.log_softmax(_teacher.LogitsOf(aims[^1], positions) / _options.Temperature, -1);
            relations = _options.RelationWeight > 0 ? _teacher.LastProjections(aims[^2]) : [];
        }

        // Gradients of softened logits are smaller by the square of the temperature (Hinton et al. 2015, §2).
        var given = nn.functional.log_softmax(logits / _options.Temperature, -1);
        var loss = (wanted.exp() * (wanted - given)).sum(-1) * (_options.Temperature * _options.Temperature * _options.TeacherWeight);
        for (var i = 0; i < _pairs.Length; i++)
            loss += Distance(i, states[_pairs[i].Student], aims[_pairs[i].Teacher], positions) * (_options.HiddenWeight / _pairs.Length);
        if (_options.RelationWeight > 0)
            loss += RelationLoss.Of(_student.Model.LastProjections(states[^2]), relations, _relationHeads, positions) * _options.RelationWeight;
        return loss;
    }

    // A share of the teacher's own size: the residual stream grows from layer to layer.
    private Tensor Distance(int index, Tensor state, Tensor aim, Tensor positions)
    {
        var own = _student.Map(index, state.reshape(-1, state.shape[^1]).index_select(0, positions));
        var wanted = aim.reshape(-1, aim.shape[^1]).index_select(0, positions);
        return (own - wanted).square().mean([-1]) / wanted.square().mean();
    }
}
