using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Forward KL from a frozen teacher's next-token distribution, mixed with the cross-entropy of the data (Hinton et al. 2015; temperature 1). Teacher and student share a tokenizer.</summary>
/// <param name="teacher">The model to imitate; not owned.</param>
/// <param name="teacherShare">Weight of the teacher, 0…1; the rest is the data's.</param>
public sealed class DistillationObjective(LlamaModel teacher, double teacherShare) : ITrainingObjective
{
    /// <inheritdoc/>
    public Tensor Loss(LlamaModel model, Tensor inputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Config.Shape.VocabularySize != teacher.Config.Shape.VocabularySize)
            throw new ArgumentException($"the student has {model.Config.Shape.VocabularySize} tokens and its teacher {teacher.Config.Shape.VocabularySize}: both need the same tokenizer", nameof(model));

        using var scope = NewDisposeScope();
        Tensor wanted;
        using (no_grad())
            wanted = nn.functional.log_softmax(teacher.forward(inputs), -1);

        var given = nn.functional.log_softmax(model.forward(inputs), -1);
        var divergence = (wanted.exp() * (wanted - given)).sum(-1).mean();
        var surprise = given.gather(-1, targets.unsqueeze(-1)).mean().neg();
        return (divergence * teacherShare + surprise * (1 - teacherShare)).MoveToOuterDisposeScope();
    }
}
