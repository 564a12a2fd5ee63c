using OptPolicy.Compression.Models;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Training;

/// <summary>What training makes small.</summary>
public interface ITrainingObjective
{
    /// <summary>The mean loss over <paramref name="inputs"/> [rows, length] whose next tokens are <paramref name="targets"/> of the same shape.</summary>
    Tensor Loss(LlamaModel model, Tensor inputs, Tensor targets);
}
