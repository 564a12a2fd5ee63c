using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>What a checker needs beside the model: the texts that spans point into, assertions, and the statements as bound.</summary>
public sealed class BoundPolicyInfo(ImmutableDictionary<string, PolicyText> texts)
{
    /// <summary>Every file of the compilation by path.</summary>
    public ImmutableDictionary<string, PolicyText> Texts { get; } = texts;

    /// <summary><c>assert</c> statements, inherited ones first.</summary>
    public ImmutableArray<AssertDeclaration> Asserts { get; init; } = [];

    /// <summary>The effective statements of the policy's body, <c>extends</c> and <c>inherit</c> applied.</summary>
    public ImmutableArray<BoundStatement> Statements { get; init; } = [];

    public PolicyText TextOf(SourceSpan span) => Texts[span.Path];

    public TextSpan ToTextSpan(SourceSpan span)
    {
        var text = TextOf(span);
        return TextSpan.FromBounds(text.OffsetAt(span.Start), text.OffsetAt(span.End));
    }

    /// <summary>A diagnostic at a span of the model; add fixes and related locations with <c>with</c>, then give it to the bag.</summary>
    public Diagnostic At(DiagnosticDescriptor descriptor, SourceSpan span, params string[] arguments) =>
        Diagnostic.Create(descriptor, TextOf(span), ToTextSpan(span), arguments);
}

/// <summary><c>assert cost &lt;= $0.40/req</c>.</summary>
public sealed record AssertDeclaration(string Metric, ComparisonOperator Operator, Constant Limit, SourceSpan Span);
