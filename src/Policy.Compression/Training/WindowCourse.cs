using OptPolicy.Compression.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Reads running text in windows of equal length.</summary>
/// <param name="objective">What is made small.</param>
/// <param name="stream">The text.</param>
/// <param name="options">Rows, length and seed of the windows.</param>
public sealed class WindowCourse(ITrainingObjective objective, TokenStream stream, TrainingOptions options) : ITrainingCourse
{
    private readonly BatchPlan _plan = new(stream, options.Rows, options.Length, options.Seed);

    /// <inheritdoc/>
    public string Identity => $"{objective.Name} on {stream.Hash}";

    /// <inheritdoc/>
    public ITrainedModel Model => objective.Model;

    /// <inheritdoc/>
    public (Tensor Loss, int Tokens) Loss(int step)
    {
        using var scope = NewDisposeScope();
        var tokens = tensor(_plan.TokensOf(step), [options.Rows, options.Length + 1]).to(Model.Device);
        var loss = objective.Loss(tokens.narrow(1, 0, options.Length), tokens.narrow(1, 1, options.Length));
        return (loss.MoveToOuterDisposeScope(), options.Rows * options.Length);
    }
}
