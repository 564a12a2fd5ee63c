using System.Globalization;
using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>
/// Forward KL from a frozen teacher's next-token distribution, mixed with the cross-entropy of the data (Hinton et al. 2015; temperature 1).
/// </summary>
public sealed class DistillationObjective : ITrainingObjective
{
    private readonly LlamaModel _student;
    private readonly LlamaModel _teacher;
    private readonly double _teacherShare;

    /// <summary>Creates the objective; it owns neither model.</summary>
    /// <param name="student">The model to train.</param>
    /// <param name="teacher">The model to imitate.</param>
    /// <param name="teacherShare">Weight of the teacher, 0…1; the rest is the data's.</param>
    /// <exception cref="ArgumentException">The models have different vocabularies.</exception>
    public DistillationObjective(LlamaModel student, LlamaModel teacher, double teacherShare)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        var (own, wanted) = (student.Config.Shape.VocabularySize, teacher.Config.Shape.VocabularySize);
        if (own != wanted)
            throw new ArgumentException($"the student has {own} tokens and its teacher {wanted}: both need the same tokenizer", nameof(teacher));
        _student = student;
        _teacher = teacher;
        _teacherShare = teacherShare;
    }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"distillation with share {_teacherShare}");

    /// <inheritdoc/>
    public ITrainedModel Model => _student;

    /// <inheritdoc/>
    public Tensor Loss(Tensor inputs, Tensor targets)
    {
        using var scope = NewDisposeScope();
        Tensor wanted;
        using (no_grad())
            wanted = nn.functional.log_softmax(_teacher.forward(inputs), -1);

        var given = nn.functional.log_softmax(_student.forward(inputs), -1);
        var divergence = (wanted.exp() * (wanted - given)).sum(-1).mean();
        var surprise = given.gather(-1, targets.unsqueeze(-1)).mean().neg();
        return (divergence * _teacherShare + surprise * (1 - _teacherShare)).MoveToOuterDisposeScope();
    }
}
