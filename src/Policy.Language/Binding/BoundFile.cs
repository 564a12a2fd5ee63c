using System.Collections.Immutable;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Binding;

/// <summary>One file whose statements follow the table; names are not looked up yet.</summary>
/// <param name="Obscured">Names inside statements that could not be parsed: they may declare or use anything, so nothing is said to be unknown or unused because of them.</param>
internal sealed record BoundFile(SyntaxTree Tree, ImmutableArray<BoundStatement> Statements, ImmutableHashSet<string> Obscured)
{
    public string Path => Tree.Text.Path;

    /// <summary>Some statement could not be parsed, or stands nowhere in the table.</summary>
    public bool HasGaps { get; init; }
}
