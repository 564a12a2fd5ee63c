using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OptPolicy.Kernels.Vectors;

/// <summary>
/// Nearest neighbours by cosine, in memory and exact as stored: vectors are rotated, rounded to 8 bits a component, and the best
/// among them is always found (see <see cref="SearchBound"/>). Results do not depend on the machine. Thread-safe.
/// </summary>
public sealed class VectorIndex
{
    /// <summary>Largest dimension.</summary>
    public const int MaxDimension = 65_536;

    private readonly ConcurrentDictionary<UInt128, VectorPartition> _partitions = new();
    private readonly VectorEncoder _encoder;
    private readonly IVectorJournal? _journal;

    /// <summary>Creates an empty index.</summary>
    /// <param name="dimension">Components of every vector, 1…<see cref="MaxDimension"/>.</param>
    /// <param name="seed">Decides the rotation; scores of different seeds differ in their fourth decimal.</param>
    /// <param name="bound">Whether searches are exact with certainty or almost.</param>
    public VectorIndex(int dimension, ulong seed = 1, SearchBound bound = SearchBound.Proven)
        : this(dimension, seed, bound, journal: null)
    {
    }

    internal VectorIndex(int dimension, ulong seed, SearchBound bound, IVectorJournal? journal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        _encoder = new VectorEncoder(dimension, seed);
        _journal = journal;
        Bound = bound;
    }

    /// <summary>Components of every vector.</summary>
    public int Dimension => _encoder.Dimension;

    /// <summary>How searches rule entries out.</summary>
    public SearchBound Bound { get; }

    /// <summary>The partitions that have been used, in no order.</summary>
    public IEnumerable<VectorPartition> Partitions => _partitions.Values;

    internal int EncodedLength => _encoder.Length;

    /// <summary>The partition of <paramref name="key"/>; an empty one when it is new.</summary>
    public VectorPartition Partition(UInt128 key) =>
        _partitions.GetOrAdd(key, static (key, index) => new VectorPartition(key, index._encoder, index.Bound, index._journal), this);

    /// <summary>The partition of <paramref name="key"/>, if it has been used.</summary>
    public bool TryGetPartition(UInt128 key, [NotNullWhen(true)] out VectorPartition? partition) => _partitions.TryGetValue(key, out partition);
}
