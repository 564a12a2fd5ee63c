using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Language.Schema;

/// <summary>Says in words what may be written somewhere; for messages, hover and the reference.</summary>
internal static class ShapeDescription
{
    public static string Of(ValueShape shape) => shape.Kind switch
    {
        ShapeKind.Quantity => OfType(shape.Type),
        ShapeKind.Text => "a text in quotes",
        ShapeKind.Word => "one of " + string.Join(", ", shape.Words),
        ShapeKind.WordList => "a list of " + string.Join(", ", shape.Words),
        ShapeKind.TextList => "a list of texts in quotes",
        ShapeKind.FactList => "a list of request facts, for example [tenant, user.locale]",
        ShapeKind.NewName => "a name",
        ShapeKind.Reference => "the name of " + Kinds(shape.Refers),
        ShapeKind.Condition => $"a condition over {OfSubject(shape.Subject)} facts",
        ShapeKind.Comparison => "a comparison of " + string.Join(", ", shape.Functions.Select(static f => f.Signature)),
        ShapeKind.Function => "one of " + string.Join(", ", shape.Functions.Select(static f => f.Signature)),
        ShapeKind.MoneyPerWindow => "money in a time window, for example $50.00/day",
        _ => "a predicate with its argument, for example is_vip(request)",
    };

    public static string OfType(ValueType type) => type switch
    {
        ValueType.Money => "money, for example $0.40",
        ValueType.MoneyRate => "a price per token, for example $0.25/Mtok",
        ValueType.MoneyPerRequest => "money per request, for example $0.40/req",
        ValueType.Tokens => "a number of tokens, for example 500tok or 16ktok",
        ValueType.Duration => "a duration, for example 250ms, 20s or 24h",
        ValueType.Ratio => "a ratio, for example 80% or 0.8",
        ValueType.Count => "a whole number, for example 3",
        ValueType.Number => "a number, for example 0.3",
        ValueType.Bytes => "a size, for example 64MiB",
        ValueType.Text => "a text in quotes",
        ValueType.Enum => "a word",
        _ => "true or false",
    };

    public static string OfSubject(FactSubject subject) => subject switch
    {
        FactSubject.Request => "request",
        FactSubject.Response => "response",
        FactSubject.Failure => "failure",
        FactSubject.CacheCandidate => "cache-candidate",
        _ => "statistic",
    };

    public static string Kinds(SymbolKinds kinds)
    {
        var names = Enum.GetValues<SymbolKinds>()
            .Where(k => k != SymbolKinds.None && kinds.HasFlag(k))
            .Select(static k => k == SymbolKinds.ImportAlias ? "import" : k.ToString().ToLowerInvariant())
            .Select(static n => (n[0] is 'a' or 'e' or 'i' or 'o' ? "an " : "a ") + n);
        return string.Join(" or ", names);
    }
}
