using System.Collections.Frozen;

namespace OptPolicy.Kernels.Templates.Jinja;

/// <summary>What can stand behind <c>is</c>.</summary>
internal static class JinjaTests
{
    private static readonly FrozenDictionary<string, Func<object?, JinjaArguments, bool>> Tests = new Dictionary<string, Func<object?, JinjaArguments, bool>>
    {
        ["defined"] = (value, _) => value is not Undefined,
        ["undefined"] = (value, _) => value is Undefined,
        ["none"] = (value, _) => value is null,
        ["string"] = (value, _) => value is string,
        ["mapping"] = (value, _) => value is JinjaDictionary,
        ["iterable"] = (value, _) => value is string or JinjaList or JinjaDictionary or Undefined,
        ["sequence"] = (value, _) => value is string or JinjaList or JinjaDictionary or Undefined,
        ["number"] = (value, _) => value is long or double or bool,
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["boolean"] = (value, _) => value is bool,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["callable"] = (value, _) => value is JinjaFunction,
        ["odd"] = (value, arguments) => Remainder(value, 2L, arguments) != 0,
        ["even"] = (value, arguments) => Remainder(value, 2L, arguments) == 0,
        ["divisibleby"] = (value, arguments) => Remainder(value, arguments.Required(0, "num"), arguments) == 0,
        ["lower"] = (value, _) => value is string text && text.Any(char.IsLetter) && !text.Any(char.IsUpper),
        ["upper"] = (value, _) => value is string text && text.Any(char.IsLetter) && !text.Any(char.IsLower),
        ["in"] = (value, arguments) => JinjaOperators.Contains(arguments.Required(0, "seq"), value, arguments.At),
        ["sameas"] = (value, arguments) => Equals(value, arguments.Required(0, "other")),
        ["eq"] = IsEqual,
        ["equalto"] = IsEqual,
        ["ne"] = (value, arguments) => !IsEqual(value, arguments),
        ["lt"] = (value, arguments) => Compare(value, arguments) < 0,
        ["lessthan"] = (value, arguments) => Compare(value, arguments) < 0,
        ["gt"] = (value, arguments) => Compare(value, arguments) > 0,
        ["greaterthan"] = (value, arguments) => Compare(value, arguments) > 0,
        ["le"] = (value, arguments) => Compare(value, arguments) <= 0,
        ["ge"] = (value, arguments) => Compare(value, arguments) >= 0,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static Func<object?, JinjaArguments, bool>? Find(string name) => Tests.GetValueOrDefault(name);

    private static bool IsEqual(object? value, JinjaArguments arguments) => JinjaOperators.AreEqual(value, arguments.Required(0, "other"));

    private static int Compare(object? value, JinjaArguments arguments) => JinjaOperators.Compare(value, arguments.Required(0, "other"), arguments.At);

    private static double Remainder(object? value, object? divisor, JinjaArguments arguments) =>
        JinjaOperators.Apply("%", value, divisor, arguments.At) is var rest && JinjaOperators.TryNumber(rest, out var number) ? number : 0;
}
