namespace OptPolicy.Evaluation.Decoding.Memory;

/// <summary>What a process took to decode.</summary>
/// <param name="PeakBytes">Most resident memory that it ever had: runtime, native library, weights, cache and activations.</param>
/// <param name="KeyValueBytes">The cache of its lane, filled.</param>
/// <param name="SecondLaneBytes">What a second lane took beyond its own cache.</param>
internal sealed record MemoryFigures(long PeakBytes, long KeyValueBytes, long SecondLaneBytes);
