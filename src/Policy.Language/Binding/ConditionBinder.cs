using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

/// <summary>Expressions to conditions: every fact known at its place, every value of its fact's type.</summary>
internal sealed class ConditionBinder(NameLookup names, FactSubject subject)
{
    private readonly FileDiagnostics _file = names.File.Diagnostics;
    private readonly ComparisonBinder _comparisons = new(names, subject);

    /// <summary>The condition, or null after reporting why there is none.</summary>
    public Condition? Bind(Expression expression)
    {
        switch (expression)
        {
            case BinaryExpression { Operator.Text: "and" or "or" } both:
                var left = Bind(both.Left);
                var right = Bind(both.Right);
                if (left is null || right is null)
                    return null;
                return both.Operator.Text is "and"
                    ? new AndCondition(left, right, _file.Text.Locate(both.Span))
                    : new OrCondition(left, right, _file.Text.Locate(both.Span));
            case NotExpression not:
                return Bind(not.Operand) is { } operand ? new NotCondition(operand, _file.Text.Locate(not.Span)) : null;
            case BinaryExpression comparison:
                return _comparisons.Bind(comparison);
            case PathExpression path:
                return BindFlag(path);
            case CallExpression call:
                return BindExtern(call);
            default:
                _file.Report(DiagnosticCatalog.NotACondition, expression.Span, _file.Text.Slice(expression.Span), Example());
                return null;
        }
    }

    private FlagCondition? BindFlag(PathExpression path)
    {
        if (FactTable.Find(path.Path) is null && names.File.Find(path.Path, SymbolKinds.Extern).Symbol is not null)
        {
            var argument = Argument();
            _file.Report(DiagnosticCatalog.WrongArguments, path.Span, _file.Replace(path.Span, $"{path.Path}({argument})"), path.Path, $"'{path.Path}({argument})'");
            return null;
        }

        if (FactLookup.Find(_file, path, subject) is not { } fact)
            return null;
        if (fact.Definition.Type == ValueType.Bool)
            return new FlagCondition(fact, _file.Text.Locate(path.Span));

        _file.Report(DiagnosticCatalog.NotACondition, path.Span, path.Path, ExampleOf(path.Path, fact.Definition.Type));
        return null;
    }

    private ExternCondition? BindExtern(CallExpression call)
    {
        if (names.Resolve(call.Function, SymbolKinds.Extern) is not { } symbol)
            return null;

        var declared = (symbol.Statement?.Operand<SignatureValue>("extern", "signature"))?.Subject;
        var argument = declared == FactSubject.Response ? "response" : "request";
        if (declared != subject)
        {
            _file.Report(DiagnosticCatalog.WrongFactSubject, call.Span, call.Function.Path, ShapeDescription.OfSubject(declared ?? FactSubject.Request), ShapeDescription.OfSubject(subject), Example());
            return null;
        }

        if (call.Arguments is not [PathExpression written] || !string.Equals(written.Path, argument, StringComparison.Ordinal))
        {
            var text = $"{call.Function.Path}({argument})";
            _file.Report(DiagnosticCatalog.WrongArguments, call.Span, _file.Replace(call.Span, text), call.Function.Path, $"'{text}'");
            return null;
        }

        var condition = new ExternCondition(symbol.Name, _file.Text.Locate(call.Span));
        names.Resolution.Bind(condition, symbol);
        return condition;
    }

    private string Argument() => subject == FactSubject.Response ? "response" : "request";

    private string Example() => subject switch
    {
        FactSubject.Request => "input.tokens < 500tok",
        FactSubject.Response => "confidence >= 80%",
        FactSubject.Failure => "status in [429, 503]",
        FactSubject.CacheCandidate => "similarity in 0.88..0.93",
        _ => "acceptance < 40%",
    };

    private static string ExampleOf(string fact, ValueType type) => type switch
    {
        ValueType.Tokens => $"{fact} < 500tok",
        ValueType.Duration => $"{fact} < 3s",
        ValueType.Ratio => $"{fact} >= 80%",
        ValueType.Text => $"{fact} contains \"refund\"",
        ValueType.Enum => $"{fact} == value",
        _ => $"{fact} >= 1",
    };
}
