using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Cross-entropy of the next token.</summary>
/// <param name="model">The model to train; not owned.</param>
public sealed class NextTokenObjective(LlamaModel model) : ITrainingObjective
{
    /// <inheritdoc/>
    public string Name => "next token";

    /// <inheritdoc/>
    public ITrainedModel Model => model;

    /// <inheritdoc/>
    public Tensor Loss(Tensor inputs, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var rows = model.forward(inputs).view(-1, model.Config.Shape.VocabularySize);
        return nn.functional.cross_entropy(rows, targets.reshape(-1)).MoveToOuterDisposeScope();
    }
}
