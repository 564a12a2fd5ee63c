using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking;

/// <summary>What every check of one policy looks at, and where it reports.</summary>
internal sealed class CheckContext(PolicyDeclaration policy, BoundPolicyInfo info, DiagnosticBag diagnostics)
{
    public PolicyDeclaration Policy { get; } = policy;

    public BoundPolicyInfo Info { get; } = info;

    public RouteAnalysis Route { get; } = RouteAnalysis.Of(policy);

    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments) =>
        diagnostics.Add(Info.At(descriptor, span, arguments));

    public void Report(Diagnostic diagnostic) => diagnostics.Add(diagnostic);

    public Diagnostic At(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments) => Info.At(descriptor, span, arguments);

    /// <summary>The words of a span as they stand in the file, line breaks folded.</summary>
    public string Source(SourceSpan span) =>
        string.Join(' ', Info.TextOf(span).Slice(Info.ToTextSpan(span)).Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The innermost statement around a span; null for a model that was not made from text.</summary>
    public BoundStatement? StatementAt(SourceSpan span) => Innermost(Info.Statements, span.Path, Info.ToTextSpan(span));

    public string NameOf(int model) => Policy.Models[model].Name;

    private static BoundStatement? Innermost(IEnumerable<BoundStatement> statements, string path, TextSpan span)
    {
        foreach (var statement in statements)
        {
            if (Innermost(statement.Children, path, span) is { } inner)
            {
                return inner;
            }

            if (statement.Text.Path == path && statement.Syntax.Span.Start <= span.Start && span.End <= statement.Syntax.Span.End)
            {
                return statement;
            }
        }

        return null;
    }
}
