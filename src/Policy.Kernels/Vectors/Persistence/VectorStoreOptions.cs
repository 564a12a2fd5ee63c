namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>What a <see cref="VectorStore"/> holds and how. Immutable.</summary>
/// <param name="Dimension">Components of every vector.</param>
/// <param name="Fingerprint">What made the vectors, for example the fingerprint of an embedding model. A store of another one is refused: its vectors would not be comparable.</param>
public sealed record VectorStoreOptions(int Dimension, string Fingerprint)
{
    /// <summary>Decides the rotation of a new store; must stay the same.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How searches rule entries out.</summary>
    public SearchBound Bound { get; init; } = SearchBound.Proven;

    /// <summary>
    /// Whether every change survives a power cut when it returns (a disk flush each), or only the end of the process, which costs
    /// no flush. <see cref="VectorStore.Flush"/> makes all earlier changes survive a power cut.
    /// </summary>
    public bool SurvivePowerLoss { get; init; }
}
