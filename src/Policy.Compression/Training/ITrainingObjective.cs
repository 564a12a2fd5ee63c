using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>What training makes small.</summary>
public interface ITrainingObjective
{
    /// <summary>What it is, for telling runs apart.</summary>
    string Name { get; }

    /// <summary>The model whose weights it depends on.</summary>
    ITrainedModel Model { get; }

    /// <summary>The mean loss over <paramref name="inputs"/> [rows, length] whose next tokens are <paramref name="targets"/> of the same shape.</summary>
    Tensor Loss(Tensor inputs, Tensor targets);
}
