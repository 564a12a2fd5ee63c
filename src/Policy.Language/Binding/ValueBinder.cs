using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Binding;

/// <summary>Reads an expression as the form that the table asks for.</summary>
internal sealed partial class ValueBinder(FileDiagnostics file, Action<TextSpan, string, string> unavailable)
{
    private readonly QuantityBinder _quantities = new(file);

    public BoundValue Bind(Expression expression, ValueShape shape) => shape.Kind switch
    {
        ShapeKind.Quantity => BindQuantity(expression, shape),
        ShapeKind.MoneyPerWindow => BindWindow(expression, shape),
        ShapeKind.Text => expression is Literal { Token.Kind: TokenKind.String, PerUnit: null } text
            ? new ConstantValue(text, Constant.OfText(text.Token.StringValue))
            : ExpectText(expression, shape),
        ShapeKind.Word => BindWord(expression, shape) is { } word ? new WordsValue(expression, [word]) : new InvalidValue(expression),
        ShapeKind.WordList => BindWords(expression, shape),
        ShapeKind.TextList => BindTexts(expression, shape),
        ShapeKind.FactList => BindFacts(expression, shape),
        ShapeKind.NewName => BindName(expression),
        ShapeKind.Reference => expression is PathExpression path ? new NameValue(path) : Mismatch(expression, shape),
        ShapeKind.Condition => new ConditionValue(expression),
        ShapeKind.Comparison => BindMetric(expression, shape),
        ShapeKind.Function => BindFunction(expression, shape),
        _ => BindSignature(expression, shape),
    };

    /// <summary>A range where the setting adapts within it: <c>lookahead: 2..8</c>, or what <c>tunable</c> allows.</summary>
    public (Constant Low, Constant High)? BindTunable(RangeExpression range, ValueShape shape)
    {
        if (shape.Kind != ShapeKind.MoneyPerWindow)
            return _quantities.BindRange(range, shape);

        var money = ValueShape.Of(ValueType.Money);
        return _quantities.BindRange(range with { Low = WithoutWindow(range.Low), High = WithoutWindow(range.High) }, money);
    }

    private static Literal WithoutWindow(Literal literal) =>
        literal.PerUnit is { } per && Units.Window(per) is not null ? literal with { PerUnit = null } : literal;

    private BoundValue BindQuantity(Expression expression, ValueShape shape)
    {
        switch (expression)
        {
            case Literal literal:
                return _quantities.Bind(literal, shape) is { } constant ? new ConstantValue(literal, constant) : new InvalidValue(literal);
            case RangeExpression range when shape.Type == ValueType.Count:
                return _quantities.BindRange(range, shape) is var (low, high) ? new RangeValue(range, low, high) : new InvalidValue(range);
            default:
                return Mismatch(expression, shape);
        }
    }

    private BoundValue BindWindow(Expression expression, ValueShape shape)
    {
        if (expression is not Literal literal)
            return Mismatch(expression, shape);
        return _quantities.BindWindow(literal) is var (amount, window) ? new ConstantValue(literal, amount, window) : new InvalidValue(literal);
    }

    private BoundValue ExpectText(Expression expression, ValueShape shape)
    {
        var fix = expression is PathExpression path ? file.Replace(path.Span, $"\"{path.Path}\"") : null;
        file.Report(DiagnosticCatalog.WrongUnit, expression.Span, fix, file.Text.Slice(expression.Span), shape.Description);
        return new InvalidValue(expression);
    }

    private string? BindWord(Expression expression, ValueShape shape)
    {
        if (expression is not PathExpression path)
        {
            Mismatch(expression, shape);
            return null;
        }

        if (shape.Words.Contains(path.Path))
            return path.Path;

        var suggestion = Spelling.Closest(path.Path, shape.Words);
        file.Report(DiagnosticCatalog.UnknownWord, path.Span, suggestion is null ? null : file.Replace(path.Span, suggestion), path.Path, Choices(shape.Words), FileDiagnostics.DidYouMean(suggestion));
        return null;
    }

    private BoundValue BindWords(Expression expression, ValueShape shape)
    {
        if (expression is not ListExpression list)
            return ExpectList(expression, shape);

        var words = ImmutableArray.CreateBuilder<string>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (BindWord(item, shape) is { } word && !words.Contains(word))
                words.Add(word);
        }

        return new WordsValue(list, words.ToImmutable());
    }

    private BoundValue BindTexts(Expression expression, ValueShape shape)
    {
        if (expression is not ListExpression list)
            return ExpectList(expression, shape);

        var texts = ImmutableArray.CreateBuilder<string>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (Bind(item, ValueShape.Quoted) is ConstantValue text)
                texts.Add(text.Constant.Text!);
        }

        return new WordsValue(list, texts.ToImmutable());
    }

    private BoundValue BindFacts(Expression expression, ValueShape shape)
    {
        if (expression is not ListExpression list)
            return ExpectList(expression, shape);

        var names = ImmutableArray.CreateBuilder<string>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is not PathExpression path)
                Mismatch(item, shape);
            else if (FactLookup.Find(file, path, FactSubject.Request) is not null && !names.Contains(path.Path))
                names.Add(path.Path);
        }

        return new WordsValue(list, names.ToImmutable());
    }

    private BoundValue ExpectList(Expression expression, ValueShape shape)
    {
        var written = file.Text.Slice(expression.Span);
        file.Report(DiagnosticCatalog.WrongUnit, expression.Span, file.Replace(expression.Span, $"[{written}]"), written, shape.Description);
        return new InvalidValue(expression);
    }

    private BoundValue BindName(Expression expression)
    {
        if (expression is PathExpression path && !path.Path.Contains('.'))
            return new NameValue(path);

        file.Report(DiagnosticCatalog.InvalidName, expression.Span, file.Text.Slice(expression.Span));
        return new InvalidValue(expression);
    }

    private BoundValue BindSignature(Expression expression, ValueShape shape)
    {
        if (expression is CallExpression { Arguments: [PathExpression { Path: "request" or "response" } argument] } call && !call.Function.Path.Contains('.'))
            return new SignatureValue(call, call.Function, argument.Path is "request" ? FactSubject.Request : FactSubject.Response);

        var name = expression switch { PathExpression path => path.Path, CallExpression other => other.Function.Path, _ => null };
        if (name is null)
            return Mismatch(expression, shape);

        file.Report(DiagnosticCatalog.WrongArguments, expression.Span, file.Replace(expression.Span, $"{name}(request)"), name, $"'{name}(request)' or '{name}(response)'");
        return new InvalidValue(expression);
    }

    private BoundValue Mismatch(Expression expression, ValueShape shape)
    {
        file.Report(DiagnosticCatalog.WrongUnit, expression.Span, file.Text.Slice(expression.Span), shape.Description);
        return new InvalidValue(expression);
    }

    internal static string Choices(IEnumerable<string> words) => string.Join(", ", words);
}
