using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>Weights that a run changes.</summary>
public interface ITrainedModel
{
    /// <summary>Every weight under the name it has in files, in a fixed order. The tensors are the model's own.</summary>
    IReadOnlyList<(string Name, Parameter Weight)> Weights();

    /// <summary>Where the weights are.</summary>
    Device Device { get; }

    /// <summary>Dimensions and kind as text: a checkpoint fits models whose description is equal.</summary>
    string Description { get; }

    /// <summary>Adds the gradients of a loss to those of the weights.</summary>
    void Backward(Tensor loss) => loss.backward();
}
