using OptPolicy.Language.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>A checked <c>retrieve</c> block.</summary>
/// <param name="Embedder">Index into <see cref="PolicyDeclaration.Embedders"/>.</param>
/// <param name="Top">The most passages.</param>
/// <param name="LeastScore">The least similarity of a passage, 0 to 1.</param>
/// <param name="BudgetTokens">The most tokens of all passages; null: no limit.</param>
/// <param name="When">Which requests; null: every one.</param>
public sealed record RetrievalDeclaration(
    string Collection, StoreDeclaration Source, int Embedder, int Top, SettingValue LeastScore, long? BudgetTokens, Condition? When, SourceSpan Span)
{
    /// <summary>What finds passages: <c>vector</c>, <c>keywords</c> or <c>hybrid</c>.</summary>
    public string Search { get; init; } = "vector";
}
