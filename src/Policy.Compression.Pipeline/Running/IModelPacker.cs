using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Proof;
using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>Makes model folders that run of checkpoints.</summary>
public interface IModelPacker
{
    /// <summary>Packs a checkpoint into <paramref name="destination"/>, which does not exist yet. Equal arguments make equal bytes.</summary>
    /// <exception cref="PipelineException">The checkpoint cannot be packed so.</exception>
    void Pack(string checkpoint, string destination, PackSettings settings, IProgress<StageProgress> progress, CancellationToken cancellationToken);

    /// <summary>Writes the checkpoint with the weights of its products moved to the nearest points of a grid, as floating-point numbers.</summary>
    void Round(string checkpoint, string destination, WeightGrid grid, CancellationToken cancellationToken);

    /// <summary>Shows that a packed model is what it says: opens it, and derives every packed weight again.</summary>
    PackingProof Prove(string folder, PackSettings settings);
}
