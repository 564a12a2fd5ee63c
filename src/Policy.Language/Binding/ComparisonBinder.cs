using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

/// <summary>One fact compared with constants of its type.</summary>
internal sealed class ComparisonBinder(NameLookup names, FactSubject subject)
{
    private readonly FileDiagnostics _file = names.File.Diagnostics;
    private readonly QuantityBinder _quantities = new(names.File.Diagnostics);

    public Condition? Bind(BinaryExpression comparison)
    {
        if (comparison.Left is not PathExpression path)
        {
            ReportLeft(comparison);
            return null;
        }

        if (FactLookup.Find(_file, path, subject) is not { } fact || Operators.Find(comparison.Operator.Text) is not { } @operator)
            return null;

        var type = fact.Definition.Type;
        if (type == ValueType.Bool)
        {
            ReportBool(comparison, path, @operator);
            return null;
        }

        if (!Allows(type, @operator))
        {
            _file.Report(DiagnosticCatalog.WrongComparison, comparison.Operator.Span, path.Path, ShapeDescription.OfType(type), comparison.Operator.Text, Allowed(type));
            return null;
        }

        var span = _file.Text.Locate(comparison.Span);
        if (@operator == ComparisonOperator.In && comparison.Right is RangeExpression range && IsNumeric(type))
            return _quantities.BindRange(range, ValueShape.Of(type)) is var (low, high) ? new RangeCondition(fact, low, high, span) : null;

        return BindValues(comparison, fact, @operator) is { } values ? new ComparisonCondition(fact, @operator, values.ToEquatableArray(), span) : null;
    }

    private ImmutableArray<Constant>? BindValues(BinaryExpression comparison, FactReference fact, ComparisonOperator @operator)
    {
        if (@operator == ComparisonOperator.In)
        {
            if (comparison.Right is not ListExpression list || list.Items.IsEmpty)
            {
                var written = _file.Text.Slice(comparison.Right.Span);
                var fix = comparison.Right is ListExpression or RangeExpression ? null : _file.Replace(comparison.Right.Span, $"[{written}]");
                _file.Report(DiagnosticCatalog.WrongUnit, comparison.Right.Span, fix, written, IsNumeric(fact.Definition.Type) ? "a range or a list of values" : "a list of values");
                return null;
            }

            var values = list.Items.Items.Select(item => BindValue(item, fact)).ToArray();
            return values.All(static v => v is not null) ? [.. values.Select(static v => v!.Value).Distinct()] : null;
        }

        if (BindValue(comparison.Right, fact) is not { } value)
            return null;
        return @operator == ComparisonOperator.Matches && !IsPattern(comparison.Right, value.Text ?? "") ? null : [value];
    }

    private Constant? BindValue(Expression expression, FactReference fact) => fact.Definition.Type switch
    {
        ValueType.Enum => BindWord(expression, fact),
        ValueType.Text when expression is Literal { Token.Kind: TokenKind.String, PerUnit: null } text => Constant.OfText(text.Token.StringValue),
        ValueType.Text => Mismatch(expression, ValueType.Text, expression is PathExpression path ? $"\"{path.Path}\"" : null),
        var type when expression is Literal literal => _quantities.Bind(literal, ValueShape.Of(type)),
        var type => Mismatch(expression, type, null),
    };

    private Constant? BindWord(Expression expression, FactReference fact)
    {
        var word = expression switch
        {
            PathExpression path => path.Path,
            Literal { Token.Kind: TokenKind.String, PerUnit: null } text => text.Token.StringValue,
            _ => null,
        };
        if (word is null)
            return Mismatch(expression, ValueType.Enum, null);

        if (fact.Definition.EnumValues.Length > 0)
        {
            var choices = fact.Definition.EnumValues.Split(',');
            if (!choices.Contains(word))
            {
                var suggestion = Spelling.Closest(word, choices);
                _file.Report(DiagnosticCatalog.UnknownWord, expression.Span, suggestion is null ? null : _file.Replace(expression.Span, suggestion), word, ValueBinder.Choices(choices), FileDiagnostics.DidYouMean(suggestion));
                return null;
            }
        }
        else if (fact.Name is "intent" && expression is PathExpression name && !names.ResolveLikely(name, SymbolKinds.Intent))
        {
            return null;
        }

        return Constant.OfEnum(word);
    }

    private Constant? Mismatch(Expression expression, ValueType type, string? rewritten)
    {
        _file.Report(DiagnosticCatalog.WrongUnit, expression.Span, rewritten is null ? null : _file.Replace(expression.Span, rewritten), _file.Text.Slice(expression.Span), ShapeDescription.OfType(type));
        return null;
    }

    private bool IsPattern(Expression expression, string pattern)
    {
        try
        {
            // As at run time: without backtracking, so that no text can make a match take long. Look-around and back-references need it.
            _ = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            _file.Report(DiagnosticCatalog.InvalidPattern, expression.Span, _file.Text.Slice(expression.Span), error.Message);
            return false;
        }
    }

    private void ReportLeft(BinaryExpression comparison)
    {
        var left = _file.Text.Slice(comparison.Left.Span);
        if (comparison.Right is PathExpression right && FactTable.Find(right.Path) is not null && comparison.Left is Literal)
        {
            var turned = $"{right.Path} {Operators.Mirror(comparison.Operator.Text)} {left}";
            _file.Report(DiagnosticCatalog.FactOnTheRight, comparison.Span, _file.Replace(comparison.Span, turned), turned);
        }
        else
        {
            _file.Report(DiagnosticCatalog.NotACondition, comparison.Span, _file.Text.Slice(comparison.Span), "input.tokens < 500tok");
        }
    }

    private void ReportBool(BinaryExpression comparison, PathExpression path, ComparisonOperator @operator)
    {
        if (comparison.Right is PathExpression { Path: "true" or "false" } value && @operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        {
            var isTrue = value.Path is "true" == (@operator == ComparisonOperator.Equal);
            var rewritten = isTrue ? path.Path : "not " + path.Path;
            _file.Report(DiagnosticCatalog.NeedlessBoolComparison, comparison.Span, _file.Replace(comparison.Span, rewritten), rewritten);
        }
        else
        {
            _file.Report(DiagnosticCatalog.WrongComparison, comparison.Operator.Span, path.Path, ShapeDescription.OfType(ValueType.Bool), comparison.Operator.Text, $"'{path.Path}' or 'not {path.Path}'");
        }
    }

    private static bool IsNumeric(ValueType type) => type is not (ValueType.Text or ValueType.Enum or ValueType.Bool);

    private static bool Allows(ValueType type, ComparisonOperator @operator) => @operator switch
    {
        ComparisonOperator.Equal or ComparisonOperator.NotEqual or ComparisonOperator.In => true,
        ComparisonOperator.Matches or ComparisonOperator.Contains => type == ValueType.Text,
        _ => IsNumeric(type),
    };

    private static string Allowed(ValueType type) => type switch
    {
        ValueType.Enum => "==, != or in",
        ValueType.Text => "contains, matches, ==, != or in",
        _ => "==, !=, <, <=, >, >= or in",
    };
}
