namespace OptPolicy;

/// <summary>What a response from the semantic cache says of itself, in its <c>AdditionalProperties</c> under <see cref="PropertyName"/>. Immutable.</summary>
/// <param name="EntryId">Names the entry, for forgetting it.</param>
/// <param name="Partition">Where it is.</param>
/// <param name="Similarity">Cosine of the two questions.</param>
/// <param name="Reason"><c>identical</c>, <c>near</c>, <c>verified</c> or <c>joined</c>.</param>
/// <param name="Probability">Of being right, as far as it was learned.</param>
/// <param name="Age">Since the answer was written.</param>
/// <param name="Saved">US dollars that the answer had cost.</param>
public sealed record SemanticHit(string EntryId, string Partition, double Similarity, string Reason, double? Probability, TimeSpan Age, decimal Saved)
{
    /// <summary>The key in <c>AdditionalProperties</c>.</summary>
    public const string PropertyName = "optpolicy.semantic_cache";
}
