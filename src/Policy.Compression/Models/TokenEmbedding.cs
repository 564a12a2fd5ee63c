using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>A row of weights per token. TorchSharp's own module draws its weights from the process's one generator.</summary>
internal sealed class TokenEmbedding : nn.Module<Tensor, Tensor>
{
    public TokenEmbedding(Parameter weight)
        : base(nameof(TokenEmbedding))
    {
        Weight = weight;
        register_parameter("weight", weight);
    }

    public Parameter Weight { get; }

    public override Tensor forward(Tensor tokens)
    {
        using var flat = tokens.reshape(-1);
        using var rows = Weight.index_select(0, flat);
        return rows.view([.. tokens.shape, Weight.shape[1]]);
    }
}
