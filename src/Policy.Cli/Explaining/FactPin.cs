using System.Globalization;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Cli.Explaining;

/// <summary>Pins a fact to a value given as text: <c>user.tier=pro</c>, <c>input.tokens=2ktok</c>.</summary>
internal static class FactPin
{
    /// <returns>Null when pinned, otherwise what is wrong.</returns>
    public static string? Apply(RequestFacts request, string name, string value)
    {
        if (FactTable.Find(name) is not { Definition.Subject: FactSubject.Request } fact)
        {
            var known = FactTable.Of(FactSubject.Request).Select(static f => f.Name.TrimEnd('*', '.'));
            return $"there is no request fact '{name}'{(Spelling.Closest(name, known) is { } close ? $"; did you mean '{close}'?" : "")}";
        }

        if (fact.Argument is { } attribute)
        {
            request.SetUser(attribute, value);
            return null;
        }

        var property = typeof(RequestFacts).GetProperty(fact.Definition.Accessor)!;
        if (property.PropertyType == typeof(string))
        {
            property.SetValue(request, value);
            return null;
        }

        if (property.PropertyType == typeof(bool))
        {
            return bool.TryParse(value, out var flag) ? Set(flag) : $"'{name}' is true or false, not '{value}'";
        }

        return Number(fact.Definition.Type, value) is { } number
            ? Set(Convert.ChangeType(number, property.PropertyType, CultureInfo.InvariantCulture))
            : $"'{value}' is no value for '{name}'; write for example {Example(fact.Definition.Type)}";

        string? Set(object converted)
        {
            property.SetValue(request, converted);
            return null;
        }
    }

    private static decimal? Number(ValueType type, string text)
    {
        var digits = text.AsSpan().IndexOfAnyExcept("0123456789._-");
        var (amount, unit) = digits < 0 ? (text, "") : (text[..digits], text[digits..]);
        if (!decimal.TryParse(amount.Replace("_", ""), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return unit switch
        {
            "" => number,
            "%" when type == ValueType.Ratio => number / 100,
            _ => Units.Find(unit) is { } known && known.Type == type ? number * known.Factor : null,
        };
    }

    private static string Example(ValueType type) => type switch
    {
        ValueType.Tokens => "500tok",
        ValueType.Ratio => "40%",
        _ => "3",
    };
}
