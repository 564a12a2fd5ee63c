namespace OptPolicy;

/// <summary>What the scores of a vector store mean.</summary>
public enum ScoreScale
{
    /// <summary>Cosine, or the dot product of vectors of length 1: 1 is the same.</summary>
    CosineSimilarity,

    /// <summary>1 − cosine: 0 is the same.</summary>
    CosineDistance,

    /// <summary>Euclidean distance of vectors of length 1: 0 is the same.</summary>
    EuclideanDistance,

    /// <summary>Squared Euclidean distance of vectors of length 1: 0 is the same.</summary>
    EuclideanSquaredDistance,
}
