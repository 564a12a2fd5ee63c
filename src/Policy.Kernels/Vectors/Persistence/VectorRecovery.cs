namespace OptPolicy.Kernels.Vectors.Persistence;

/// <summary>What opening a store found. Immutable.</summary>
/// <param name="Entries">Entries restored.</param>
/// <param name="Damages">What could not be read, in the order of reading; empty after a clean end, and after most crashes.</param>
public sealed record VectorRecovery(long Entries, IReadOnlyList<VectorDamage> Damages);

/// <summary>Bytes of a file that hold no valid record.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Offset">Where the bytes begin.</param>
/// <param name="Bytes">How many there are; zero where some are missing.</param>
/// <param name="Outcome">What became of the entries in it.</param>
public sealed record VectorDamage(string File, long Offset, long Bytes, VectorDamageOutcome Outcome);

/// <summary>What became of entries in damaged bytes.</summary>
public enum VectorDamageOutcome
{
    /// <summary>The end of a journal was cut off: a change that was being written when the process ended and never returned, or a damaged file.</summary>
    TailDropped,

    /// <summary>Records in the middle are lost; those around them were restored.</summary>
    RecordsLost,

    /// <summary>A damaged snapshot was rebuilt from the one before and the journals since: nothing is lost.</summary>
    Rebuilt,
}
