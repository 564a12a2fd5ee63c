namespace OptPolicy;

/// <summary>Settings of <c>retrieve from</c>. Immutable.</summary>
/// <param name="Index">Position in <see cref="CompiledPolicy.Retrievals"/>.</param>
/// <param name="Collection">The collection's name in the policy file.</param>
/// <param name="Source">Where it is: <c>local</c> with a folder that <c>optpolicy index</c> made, or <c>collection</c> with the key under which the host registers one.</param>
/// <param name="Embedder">Index into <see cref="CompiledPolicy.Embedders"/>.</param>
/// <param name="Top">The most passages.</param>
/// <param name="LeastScore">The least score of a passage.</param>
/// <param name="BudgetTokens">The most tokens of all passages; <see langword="null"/> for no limit.</param>
public sealed record RetrievalSettings(int Index, string Collection, SemanticStoreInfo Source, int Embedder, int Top, double LeastScore, int? BudgetTokens)
{
    /// <summary>How the collection is searched.</summary>
    public RetrievalSearch Search { get; init; }
}
