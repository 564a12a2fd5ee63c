using OptPolicy.Compression.Models;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Cross-entropy of the next token.</summary>
public sealed class NextTokenObjective : ITrainingObjective
{
    /// <inheritdoc/>
    public Tensor Loss(LlamaModel model, Tensor inputs, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var logits = model.forward(inputs);
        using var rows = logits.view(-1, model.Config.Shape.VocabularySize);
        using var wanted = targets.reshape(-1);
        return nn.functional.cross_entropy(rows, wanted);
    }
}
