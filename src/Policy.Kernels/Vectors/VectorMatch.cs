namespace OptPolicy.Kernels.Vectors;

/// <summary>An entry found.</summary>
/// <param name="Id">The payload's id, as given when the entry was added.</param>
/// <param name="Score">Cosine between the query and the entry as stored, −1…1.</param>
/// <param name="Handle">The entry.</param>
public readonly record struct VectorMatch(long Id, float Score, SlotHandle Handle);
