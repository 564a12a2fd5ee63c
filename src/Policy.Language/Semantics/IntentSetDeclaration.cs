using OptPolicy.Language.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>A checked <c>intents</c> block.</summary>
/// <param name="Embedder">Index into <see cref="PolicyDeclaration.Embedders"/>.</param>
/// <param name="Threshold">The least similarity of a question and an example, 0 to 1; null: found from the examples.</param>
public sealed record IntentSetDeclaration(string Name, int Embedder, decimal? Threshold, EquatableArray<IntentDeclaration> Intents, SourceSpan Span)
{
    /// <summary>The file of a trained head; null: examples alone decide.</summary>
    public string? Trained { get; init; }
}

/// <param name="Examples">What users say when they mean it.</param>
public sealed record IntentDeclaration(string Name, EquatableArray<string> Examples);
