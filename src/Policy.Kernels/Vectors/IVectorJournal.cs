namespace OptPolicy.Kernels.Vectors;

/// <summary>Hears of every change before readers see it, and makes it durable. Calls for one partition come one at a time.</summary>
internal interface IVectorJournal
{
    /// <summary>An entry is about to appear.</summary>
    void Added(UInt128 partition, long stamp, long id, long expiry, ReadOnlySpan<sbyte> whole);

    /// <summary>An entry is about to disappear.</summary>
    void Removed(UInt128 partition, long stamp);

    /// <summary>All entries up to a stamp are about to disappear.</summary>
    void Purged(UInt128 partition, long upToStamp);
}
