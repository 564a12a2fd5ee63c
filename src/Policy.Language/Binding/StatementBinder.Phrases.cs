using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Binding;

internal sealed partial class StatementBinder
{
    private ImmutableArray<BoundPhrase> BindPhrases(Clause clause, StatementSchema schema)
    {
        var bound = ImmutableArray.CreateBuilder<BoundPhrase>(clause.Phrases.Count);
        var next = 0;
        foreach (var phrase in clause.Phrases)
        {
            var keyword = phrase.Keyword.Text;
            var index = IndexOf(schema, keyword);
            if (index < 0)
            {
                _file.Report(DiagnosticCatalog.UnexpectedPhrase, phrase.Span, schema.Title, keyword, $"; write for example '{FirstLine(schema.Example)}'");
                continue;
            }

            if (bound.Any(b => b.Schema == schema.Phrases[index]))
            {
                _file.Report(DiagnosticCatalog.UnexpectedPhrase, phrase.Span, schema.Title, keyword, " twice");
                continue;
            }

            if (index < next)
                _file.Report(DiagnosticCatalog.PhraseOrder, phrase.Span, keyword, schema.Phrases[next - 1].Keyword, FirstLine(schema.Example));
            if (schema.Phrases[index].Group is { } group && bound.FirstOrDefault(b => b.Schema.Group == group) is { } other)
                _file.Report(DiagnosticCatalog.ConflictingParts, phrase.Span, other.Schema.Keyword, keyword);

            next = Math.Max(next, index + 1);
            bound.Add(new BoundPhrase(schema.Phrases[index], phrase, BindOperands(phrase, schema.Phrases[index], schema)));
        }

        ReportMissingPhrases(clause, schema, bound);
        return bound.ToImmutable();
    }

    private void ReportMissingPhrases(Clause clause, StatementSchema schema, ImmutableArray<BoundPhrase>.Builder bound)
    {
        var span = clause.Phrases[0].Span;
        foreach (var phrase in schema.Phrases)
        {
            if (phrase.IsRequired && !bound.Any(b => b.Schema == phrase))
                _file.Report(DiagnosticCatalog.MissingPhrase, span, schema.Title, phrase.Keyword, FirstLine(schema.Example));
        }

        var groups = schema.Phrases.Where(static p => p.Group is not null).ToArray();
        if (groups.Length > 0 && !bound.Any(static b => b.Schema.Group is not null))
            _file.Report(DiagnosticCatalog.MissingPhrase, span, schema.Title, string.Join("' or '", groups.Select(static g => g.Keyword)), FirstLine(schema.Example));
    }

    private ImmutableArray<BoundOperand> BindOperands(Phrase phrase, PhraseSchema schema, StatementSchema statement)
    {
        var arguments = Arguments(phrase, schema);
        var bound = ImmutableArray.CreateBuilder<BoundOperand>(schema.Operands.Length);
        var i = 0;
        foreach (var operand in schema.Operands)
        {
            if (i >= arguments.Count || (operand.IsOptional && !LooksLike(operand.Shape, arguments[i])))
            {
                if (!operand.IsOptional)
                {
                    _file.Report(DiagnosticCatalog.MissingOperand, phrase.Span, phrase.Keyword.Text, Article(operand.Name) + ", " + operand.Shape.Description, FirstLine(statement.Example));
                    return bound.ToImmutable();
                }

                continue;
            }

            do
            {
                bound.Add(new BoundOperand(operand, _values.Bind(arguments[i++], operand.Shape)));
            }
            while (operand.Repeats && i < arguments.Count);
        }

        if (i < arguments.Count)
        {
            var rest = Text.TextSpan.FromBounds(arguments[i].Span.Start, Math.Max(arguments[i].Span.End, phrase.Span.End));
            _file.Report(DiagnosticCatalog.UnexpectedOperand, rest, _file.Remove("Remove it", rest), phrase.Keyword.Text, _tree.Text.Slice(rest));
        }

        return bound.ToImmutable();
    }

    /// <summary><c>expect outcome == x</c> is read as <c>expect outcome x</c>.</summary>
    private static IReadOnlyList<Expression> Arguments(Phrase phrase, PhraseSchema schema) =>
        schema.Operands is [{ Shape.Kind: ShapeKind.Word }, { Shape.Kind: ShapeKind.Word }] && phrase.Arguments is [BinaryExpression { Operator.Text: "==" } equality]
            ? [equality.Left, equality.Right]
            : phrase.Arguments;

    private static bool LooksLike(ValueShape shape, Expression expression) => shape.Kind switch
    {
        ShapeKind.Word => expression is PathExpression,
        ShapeKind.Quantity => expression is Literal,
        ShapeKind.Text => expression is Literal { Token.Kind: TokenKind.String },
        _ => true,
    };

    private static int IndexOf(StatementSchema schema, string keyword)
    {
        for (var i = 0; i < schema.Phrases.Length; i++)
        {
            if (string.Equals(schema.Phrases[i].Keyword, keyword, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }

    private static string Article(string noun) => (noun[0] is 'a' or 'e' or 'i' or 'o' ? "an " : "a ") + noun;

    private static string FirstLine(string example) => example.Split('\n')[0].TrimEnd(' ', '{');
}
