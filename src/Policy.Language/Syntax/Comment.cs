using OptPolicy.Language.Text;

namespace OptPolicy.Language.Syntax;

/// <summary>One <c>//</c> comment, from its slashes to the end of the line.</summary>
/// <param name="OwnLine">Nothing but white space stands before it on its line.</param>
/// <param name="IsDocumentation">It starts with exactly three slashes.</param>
public readonly record struct Comment(TextSpan Span, bool OwnLine, bool IsDocumentation);
