using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Architectures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>
/// A draft head for one target model (EAGLE-3, Li et al. 2025): it fuses three of the target's states into one, and one layer
/// continues from there on its own outputs. Weights carry the names of the reference implementation. The embedding is the
/// target's. Not thread-safe; owns native memory.
/// </summary>
public sealed class EagleHead : nn.Module, ITrainedModel
{
    private readonly LlamaShape _shape;
    private readonly Projection _fuse, _head;
    private readonly EagleLayer _layer;
    private readonly RootMeanSquareNorm _norm;

    /// <summary>Creates a head whose layer has fresh weights and whose output is the target's, which it has to agree with.</summary>
    /// <param name="target">The model to draft for; not owned.</param>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="precision">What its matrices are multiplied in.</param>
    public EagleHead(LlamaModel target, long seed, MatrixPrecision precision = MatrixPrecision.Float32)
        : base(nameof(EagleHead))
    {
        ArgumentNullException.ThrowIfNull(target);
        var shape = _shape = target.Config.Shape;
        using var initialization = new Initialization(seed, layers: 1);
        _fuse = new Projection(initialization.Matrix(shape.HiddenSize, FusedStates * shape.HiddenSize), precision);
        _layer = new EagleLayer(shape, initialization, precision);
        _norm = new RootMeanSquareNorm(shape.HiddenSize, shape.RmsEpsilon);
        _head = new Projection(initialization.Matrix(shape.VocabularySize, shape.HiddenSize), precision);
        using (no_grad())
        {
            _norm.Weight.copy_(target.Output.Norm);
            _head.Weight.copy_(target.Output.Matrix);
        }

        register_module("fc", _fuse);
        register_module("midlayer", _layer);
        register_module("norm", _norm);
        register_module("lm_head", _head);
    }

    /// <summary>States of the target that are fused.</summary>
    public const int FusedStates = 3;

    /// <inheritdoc/>
    public Device Device => _head.Weight.device;

    /// <inheritdoc/>
    public string Description => $"eagle head for {_shape}";

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Parameter Weight)> Weights() =>
        [.. named_parameters().OrderBy(p => p.name, StringComparer.Ordinal).Select(p => (p.name, p.parameter))];

    /// <summary>Starts drafting at every position: position i has the target's states of token i.</summary>
    /// <param name="features">[rows, length, 3 hidden].</param>
    /// <param name="next">Embeddings of the tokens that follow, [rows, length, hidden].</param>
    internal EagleDraft Start(Tensor features, Tensor next) => _layer.Run(_fuse.forward(features), next, []);

    /// <summary>Drafts one token further at every position, from what the head said itself.</summary>
    internal EagleDraft Continue(IReadOnlyList<EagleDraft> before, Tensor next) => _layer.Run(before[^1].State, next, before);

    /// <summary>Logits of the token after the embedded one.</summary>
    internal Tensor Logits(EagleDraft draft)
    {
        using var normed = _norm.forward(draft.State);
        return _head.forward(normed);
    }


    /// <summary>Moves weights and position tables to <paramref name="device"/>.</summary>
    public EagleHead MoveTo(Device device)
    {
        this.to(device);
        _layer.MoveTo(device);
        return this;
    }
}
