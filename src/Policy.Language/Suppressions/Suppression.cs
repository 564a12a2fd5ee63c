using System.Collections.Immutable;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Suppressions;

/// <summary>A comment <c>// optpolicy disable OPT4007: reason</c> and the text it speaks for.</summary>
/// <param name="Codes">The codes it names, each with its place.</param>
/// <param name="Reason">Null when it gives none.</param>
/// <param name="Scope">The next statement with its block, or the comment's own line; empty when nothing follows.</param>
internal sealed record Suppression(Comment Comment, ImmutableArray<SuppressedCode> Codes, string? Reason, TextSpan Scope)
{
    public bool Covers(TextSpan span) => !Codes.IsEmpty && Scope.Length > 0 && span.Start >= Scope.Start && span.Start <= Scope.End;
}

internal readonly record struct SuppressedCode(string Code, TextSpan Span);
