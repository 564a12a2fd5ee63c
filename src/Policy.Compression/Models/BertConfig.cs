using OptPolicy.Kernels.Architectures;

namespace OptPolicy.Compression.Models;

/// <summary>What a BERT-style encoder is. Immutable.</summary>
public sealed record BertConfig
{
    /// <summary>Dimensions.</summary>
    public required BertShape Shape { get; init; }

    /// <summary>The classes that its head tells apart; empty for an encoder that gives vectors.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The token that fills rows up.</summary>
    public int PaddingToken { get; init; }

    /// <summary>Share of values that training drops, on embeddings and on what each part adds.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Whether a head tells classes apart.</summary>
    public bool Classifies => Labels.Count > 0;

    /// <summary>How many weights the encoder has, its head included.</summary>
    public long Parameters
    {
        get
        {
            long hidden = Shape.HiddenSize, inner = Shape.FeedForwardSize;
            var embeddings = (Shape.VocabularySize + Shape.Positions + Shape.TokenTypes) * hidden + 2 * hidden;
            var layer = 4 * (hidden * hidden + hidden) + 2 * hidden * inner + hidden + inner + 4 * hidden;
            var head = Classifies ? hidden * hidden + hidden + Labels.Count * (hidden + 1) : 0;
            return embeddings + Shape.Layers * layer + head;
        }
    }

    /// <summary>Why the dimensions do not fit together; <see langword="null"/> when they do.</summary>
    public string? Problem()
    {
        if (Shape.HiddenSize % Shape.Heads != 0)
            return $"a width of {Shape.HiddenSize} cannot be divided among {Shape.Heads} heads";
        if (Shape.FirstPosition != 0 || Shape.ApproximatesGelu)
            return "only BERT's own positions (from 0) and its exact GELU can be trained";
        if (Labels.Count == 1)
            return "a head needs at least two classes";
        return Dropout is < 0 or >= 1 ? $"a dropout of {Dropout} is outside 0 to 1" : null;
    }
}
