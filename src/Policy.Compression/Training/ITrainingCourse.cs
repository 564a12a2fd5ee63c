using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>What a run learns, step by step. A step must depend on nothing but its number, so that a run can be resumed at any.</summary>
public interface ITrainingCourse
{
    /// <summary>Data and objective as text: a checkpoint continues courses whose identity is equal.</summary>
    string Identity { get; }

    /// <summary>The model whose weights the loss depends on.</summary>
    ITrainedModel Model { get; }

    /// <summary>The loss to make small at a step, and the tokens it was computed from.</summary>
    (Tensor Loss, int Tokens) Loss(int step);
}
