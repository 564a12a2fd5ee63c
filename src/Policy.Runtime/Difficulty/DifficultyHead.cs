using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>
/// How likely a prompt's answer is worse from the small model than from the large one. Linear models of words and of the vector, beside the
/// prompt's shape, go into boosted trees; a line through both gives the score, and a logistic curve turns it into a probability (Platt, 1999).
/// Immutable; thread-safe.
/// </summary>
internal sealed class DifficultyHead(DifficultyHeadData data)
{
    /// <summary>What the shape weighs beside words and vector, which have length 1.</summary>
    public static readonly float ShapeWeight = MathF.Sqrt(2f / PromptShape.Count);

    /// <summary>Linear models: of words (gain, quality of the small model), of the vector (the same), of everything (gain).</summary>
    public const int Linear = 5;

    /// <summary>Outputs that read words, and as many that read the vector.</summary>
    public const int Readers = 3;

    private const float Extreme = 4;

    public DifficultyHeadData Data { get; } = data;

    /// <summary>The probability that the small model's answer is the worse one.</summary>
    public double Probability(string prompt, ReadOnlySpan<float> vector) => Data.Curve.Of(Score(prompt, vector));

    /// <summary>What the large model is expected to be worth; only its order means something.</summary>
    public float Score(string prompt, ReadOnlySpan<float> vector)
    {
        Span<float> words = stackalloc float[Readers];
        Data.Words.Score(PromptText.WithoutDigits(prompt), words);
        var shape = Scaled(PromptShape.Measure(prompt), Data.ShapeMeans, Data.ShapeUnits);
        Span<float> linear = stackalloc float[Linear];
        (linear[0], linear[1]) = (words[0], words[1]);
        (linear[2], linear[3]) = (Data.VectorMeans[0] + Along(0, vector), Data.VectorMeans[1] + Along(1, vector));
        linear[4] = words[2] + Along(2, vector) + ShapeWeight * TensorPrimitives.Dot<float>(shape, Data.ShapeWeights);
        return Data.LineWeight * linear[4] + Data.TreesWeight * Trees(Data.Trees, [.. shape, .. linear]);
    }

    public static float Trees(IReadOnlyList<BoostedTrees> forests, float[] row) => forests.Average(f => f.Score(row));

    /// <summary>A shape on the scale of the training prompts. What is far outside them counts as far, not as endless.</summary>
    public static float[] Scaled(float[] shape, float[] means, float[] units) => [.. shape.Select((value, i) => Math.Clamp((value - means[i]) / units[i], -Extreme, Extreme))];

    private float Along(int reader, ReadOnlySpan<float> vector) => TensorPrimitives.Dot(Data.VectorWeights.AsSpan(reader * vector.Length, vector.Length), vector);
}

/// <summary>What training found. Immutable.</summary>
internal sealed record DifficultyHeadData
{
    /// <summary>Fingerprint of the embedder whose vectors it was trained on.</summary>
    public required string Embedder { get; init; }

    /// <summary>What words say about the gain, about the small model, and beside everything else about the gain.</summary>
    public required WordScores Words { get; init; }

    /// <summary>The same for the vector, one after the other.</summary>
    public required float[] VectorWeights { get; init; }

    public required float[] VectorMeans { get; init; }

    public required float[] ShapeMeans { get; init; }

    public required float[] ShapeUnits { get; init; }

    public required float[] ShapeWeights { get; init; }

    public required BoostedTrees[] Trees { get; init; }

    public required float LineWeight { get; init; }

    public required float TreesWeight { get; init; }

    public required LogisticCurve Curve { get; init; }
}
