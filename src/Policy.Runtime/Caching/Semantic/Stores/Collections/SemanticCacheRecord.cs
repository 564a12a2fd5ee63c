using Microsoft.Extensions.VectorData;

namespace OptPolicy;

/// <summary>
/// An entry of a semantic cache as a record of a <c>VectorStoreCollection&lt;string, SemanticCacheRecord&gt;</c>: only types that every store of
/// Microsoft.Extensions.VectorData has. Holds prompt text.
/// </summary>
public sealed class SemanticCacheRecord
{
    /// <summary>Partition and entry; or the name of something else that is kept, which no partition is called.</summary>
    public string Key { get; set; } = "";

    /// <summary>Everything that must be equal, as a hash; searches filter by it.</summary>
    public string Partition { get; set; } = "";

    /// <summary>When the entry ceases to exist, in ticks of UTC; searches filter by it.</summary>
    public long Expires { get; set; }

    /// <summary>The policy's name.</summary>
    public string Policy { get; set; } = "";

    /// <summary>The rest of the entry, as text.</summary>
    public string Content { get; set; } = "";

    /// <summary>The question's vector, of length 1.</summary>
    public ReadOnlyMemory<float> Vector { get; set; }

    /// <summary>What a store must know to create the collection: <c>store.GetCollection&lt;string, SemanticCacheRecord&gt;(name, SemanticCacheRecord.Definition(256))</c>.</summary>
    /// <param name="dimensions">Components of the policy's embedder.</param>
    public static VectorStoreCollectionDefinition Definition(int dimensions) => new()
    {
        Properties =
        [
            new VectorStoreKeyProperty(nameof(Key), typeof(string)),
            new VectorStoreDataProperty(nameof(Partition), typeof(string)) { IsIndexed = true },
            new VectorStoreDataProperty(nameof(Expires), typeof(long)) { IsIndexed = true },
            new VectorStoreDataProperty(nameof(Policy), typeof(string)) { IsIndexed = true },
            new VectorStoreDataProperty(nameof(Content), typeof(string)),
            new VectorStoreVectorProperty(nameof(Vector), typeof(ReadOnlyMemory<float>), dimensions) { DistanceFunction = DistanceFunction.CosineSimilarity },
        ],
    };
}
