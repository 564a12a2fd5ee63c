using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Compression.Models;

/// <summary>What a Llama-style model is, beside its weights: dimensions, the tying of its head, the tokens that frame a text. Immutable.</summary>
public sealed record LlamaConfig
{
    /// <summary>Dimensions and constants.</summary>
    public required LlamaShape Shape { get; init; }

    /// <summary>Whether the output head is the embedding itself.</summary>
    public bool TiesEmbeddings { get; init; } = true;

    /// <summary>The token that starts every sequence, if any.</summary>
    public int? BeginToken { get; init; }

    /// <summary>Tokens that end an answer.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>Weights of the whole model, a tied head counted once.</summary>
    public long Parameters
    {
        get
        {
            var attention = 2L * Shape.HiddenSize * Shape.HeadDimension * (Shape.Heads + Shape.KeyValueHeads);
            var layer = attention + 3L * Shape.HiddenSize * Shape.FeedForwardSize + 2L * Shape.HiddenSize;
            return Shape.Layers * layer + Shape.HiddenSize + (TiesEmbeddings ? 1L : 2L) * Shape.VocabularySize * Shape.HiddenSize;
        }
    }

    /// <summary>What is wrong with the dimensions, or <see langword="null"/>.</summary>
    public string? Problem()
    {
        int[] dimensions = [Shape.VocabularySize, Shape.HiddenSize, Shape.Layers, Shape.Heads, Shape.KeyValueHeads, Shape.HeadDimension, Shape.FeedForwardSize, Shape.ContextTokens];
        if (dimensions.Any(d => d < 1))
            return "every dimension of the model must be at least 1";
        if (Shape.Heads % Shape.KeyValueHeads != 0)
            return $"{Shape.Heads} heads cannot share {Shape.KeyValueHeads} key/value heads evenly: choose a divisor of {Shape.Heads}";
        return Shape.HeadDimension % 2 == 0 ? null : $"rotary positions need an even head dimension, not {Shape.HeadDimension}";
    }
}
