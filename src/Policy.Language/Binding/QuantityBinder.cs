using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

/// <summary>Reads a number with its unit as the type that its place asks for; says how to write it when it is another.</summary>
internal sealed class QuantityBinder(FileDiagnostics file)
{
    /// <summary>Larger numbers have no use and would overflow when scaled.</summary>
    private const decimal Largest = 1_000_000_000_000_000m;

    /// <summary>The constant, or null after reporting why there is none.</summary>
    public Constant? Bind(Literal literal, ValueShape shape) =>
        Read(literal, shape.Type, isWindow: false) is { } constant && IsInRange(literal, constant, shape) ? constant : null;

    /// <summary><c>$50.00/day</c>.</summary>
    public (Constant Amount, BudgetWindow Window)? BindWindow(Literal literal)
    {
        if (literal.Token.Kind == TokenKind.Money && literal.PerUnit is { } per)
        {
            BudgetWindow? window = per is "req" ? BudgetWindow.None : Units.Window(per);
            if (window is null && Units.Find("/" + per) is null)
            {
                ReportUnknownUnit(literal, "/" + per, ValueType.Money);
                return null;
            }

            if (window is not null)
            {
                var amount = Constant.Of(ValueType.Money, literal.Token.Magnitude);
                return IsInRange(literal, amount, ValueShape.MoneyPerWindow) ? (amount, window.Value) : null;
            }
        }

        Mismatch(literal, ValueType.Money, isWindow: true);
        return null;
    }

    public (Constant Low, Constant High)? BindRange(RangeExpression range, ValueShape shape)
    {
        var low = Bind(range.Low, shape);
        var high = Bind(range.High, shape);
        if (low is null || high is null)
            return null;
        if (low.Value.Number <= high.Value.Number)
            return (low.Value, high.Value);

        var swapped = $"{file.Text.Slice(range.High.Span)}..{file.Text.Slice(range.Low.Span)}";
        file.Report(DiagnosticCatalog.ReversedRange, range.Span, file.Replace(range.Span, swapped), file.Text.Slice(range.Span));
        return null;
    }

    private Constant? Read(Literal literal, ValueType expected, bool isWindow)
    {
        var token = literal.Token;
        var number = token.Magnitude;
        if (token.Kind == TokenKind.Quantity && Units.Find(token.Unit) is null)
        {
            ReportUnknownUnit(literal, token.Unit, expected);
            return null;
        }

        if (literal.PerUnit is { } per && Units.Find("/" + per) is null)
        {
            ReportUnknownUnit(literal, "/" + per, expected);
            return null;
        }

        if (token.Kind != TokenKind.String && Math.Abs(number) > Largest)
        {
            file.Report(DiagnosticCatalog.OutOfRange, literal.Span, file.Text.Slice(literal.Span), "at most 10^15");
            return null;
        }

        var natural = LiteralType.Of(literal);
        if (Accepts(expected, natural, number) && (natural != ValueType.Money || literal.PerUnit is null))
            return Constant.Of(expected, number * LiteralType.FactorOf(literal));

        Mismatch(literal, expected, isWindow);
        return null;
    }

    /// <summary>Percent and 0…1 are one type; whole numbers are numbers; the cost of a request is money.</summary>
    private static bool Accepts(ValueType expected, ValueType? natural, decimal number) => expected switch
    {
        ValueType.Count => natural == ValueType.Number && number == decimal.Truncate(number),
        ValueType.Ratio => natural is ValueType.Ratio or ValueType.Number,
        ValueType.Money => natural is ValueType.Money or ValueType.MoneyPerRequest,
        ValueType.Tokens => natural == ValueType.Tokens,
        _ => natural == expected,
    };

    private void Mismatch(Literal literal, ValueType expected, bool isWindow)
    {
        var rewritten = LiteralType.Rewrite(literal, expected, isWindow);
        var description = isWindow ? ValueShape.MoneyPerWindow.Description : ShapeDescription.OfType(expected);
        file.Report(DiagnosticCatalog.WrongUnit, literal.Span, rewritten is null ? null : file.Replace(literal.Span, rewritten), file.Text.Slice(literal.Span), description);
    }

    private void ReportUnknownUnit(Literal literal, string unit, ValueType expected)
    {
        var suggestion = LiteralType.GuessUnit(unit, expected);
        var text = file.Text.Slice(literal.Span);
        CodeFix? fix = null;
        if (suggestion is not null && text.EndsWith(unit.TrimStart('/'), StringComparison.Ordinal))
            fix = file.Replace(literal.Span, text[..^unit.TrimStart('/').Length] + suggestion.TrimStart('/'));
        file.Report(DiagnosticCatalog.UnknownUnit, literal.Span, fix, unit, FileDiagnostics.DidYouMean(suggestion));
    }

    private bool IsInRange(Literal literal, Constant constant, ValueShape shape)
    {
        if (constant.Number >= shape.Low && constant.Number <= shape.High)
            return true;

        var low = Units.Format(constant with { Number = shape.Low });
        var bounds = shape.High == decimal.MaxValue ? $"at least {low}" : $"{low} to {Units.Format(constant with { Number = shape.High })}";
        var asPercent = shape.Type == ValueType.Ratio && literal.Token.Kind == TokenKind.Number && constant.Number is > 1 and <= 100
            ? file.Replace(literal.Span, literal.Token.NumberText + "%")
            : null;
        file.Report(DiagnosticCatalog.OutOfRange, literal.Span, asPercent, file.Text.Slice(literal.Span), bounds);
        return false;
    }
}
