using OptPolicy.Generator.Pipeline;
using OptPolicy.Language.Semantics;
using ValueType = OptPolicy.Language.Semantics.ValueType;

namespace OptPolicy.Generator.Emission;

/// <summary>The options class of tunable settings, its binding from configuration and its range check. No reflection.</summary>
internal static class TuningEmitter
{
    public static string Emit(PolicyUnit unit)
    {
        var code = FileFrame.Begin(unit);
        var name = unit.ClassName;
        code.Line($"/// <summary>Settings of {name} that may change while the app runs, bound from the configuration section {unit.Section}.</summary>");
        code.Open($"public sealed class {name}Tuning");
        code.Line("/// <summary>The configuration section.</summary>");
        code.Line($"public const string Section = {CSharpLiteral.Text(unit.Section)};").Line();
        foreach (var tunable in unit.Policy.Tunables)
        {
            code.Line($"/// <summary>{Documentation.Escape(ConditionText.Of(tunable.Default))}; {Range(tunable)}.</summary>");
            code.Line($"public {CSharpLiteral.TypeOf(tunable.Default.Type)} {tunable.Name} {{ get; set; }} = {CSharpLiteral.Option(tunable.Default)};").Line();
        }

        Bind(code, unit);
        code.Line();
        Check(code, unit);
        code.Line();
        Checked(code, unit);
        return code.Close().ToString();
    }

    private static void Bind(CodeWriter code, PolicyUnit unit)
    {
        code.Line("/// <summary>Reads overrides, written with the units of the policy language.</summary>");
        code.Open($"internal static void Bind(global::Microsoft.Extensions.Configuration.IConfiguration section, {unit.ClassName}Tuning tuning, global::System.Collections.Generic.ICollection<string> errors)");
        foreach (var tunable in unit.Policy.Tunables)
        {
            var (parser, example) = Parser(tunable.Default.Type);
            if (!ReferenceEquals(tunable, unit.Policy.Tunables[0]))
            {
                code.Line();
            }

            code.Open($"if (section[{CSharpLiteral.Text(tunable.Name)}] is {{ Length: > 0 }} {Local(tunable)}Text)");
            code.Open($"if (global::OptPolicy.TuningParser.{parser}({Local(tunable)}Text, out var {Local(tunable)}))");
            code.Line($"tuning.{tunable.Name} = {Local(tunable)};").Close();
            code.Open("else");
            code.Line($"errors.Add($\"{unit.Section}:{tunable.Name} is '{{{Local(tunable)}Text}}'; write it like {example}\");").Close();
            code.Close();
        }

        code.Close();
    }

    private static void Check(CodeWriter code, PolicyUnit unit)
    {
        code.Line("/// <summary>One message per value outside the range that the policy allows.</summary>");
        code.Open($"internal static global::System.Collections.Generic.IEnumerable<string> Check({unit.ClassName}Tuning tuning)");
        foreach (var tunable in unit.Policy.Tunables)
        {
            if (!ReferenceEquals(tunable, unit.Policy.Tunables[0]))
            {
                code.Line();
            }

            var (low, high) = (CSharpLiteral.Option(tunable.Low), CSharpLiteral.Option(tunable.High));
            var place = $"{unit.Target.Relative(tunable.Span.Path)}({tunable.Span.Start.Line},{tunable.Span.Start.Column})";
            code.Open($"if (!(tuning.{tunable.Name} >= {low} && tuning.{tunable.Name} <= {high}))");
            code.Line(
                $"yield return string.Create(global::System.Globalization.CultureInfo.InvariantCulture, " +
                $"$\"{unit.Section}:{tunable.Name} is {{tuning.{tunable.Name}}}; {place} allows {ConditionText.Of(tunable.Low)} to {ConditionText.Of(tunable.High)}\");");
            code.Close();
        }

        code.Close();
    }

    private static void Checked(CodeWriter code, PolicyUnit unit)
    {
        var type = unit.ClassName + "Tuning";
        code.Open($"internal static {type} Checked({type} tuning)");
        code.Line("var errors = string.Join(\"; \", Check(tuning));");
        code.Line("return errors.Length == 0 ? tuning : throw new global::System.ArgumentException(errors, nameof(tuning));");
        code.Close();
    }

    private static string Range(TunableDeclaration tunable) =>
        Documentation.Escape($"between {ConditionText.Of(tunable.Low)} and {ConditionText.Of(tunable.High)}");

    private static string Local(TunableDeclaration tunable) => char.ToLowerInvariant(tunable.Name[0]) + tunable.Name[1..];

    private static (string Parser, string Example) Parser(ValueType type) => type switch
    {
        ValueType.Duration => ("TryDuration", "12h"),
        ValueType.Tokens => ("TryTokens", "500tok"),
        ValueType.Count => ("TryCount", "3"),
        ValueType.Bytes => ("TryBytes", "64MiB"),
        ValueType.Ratio => ("TryRatio", "93%"),
        ValueType.Number => ("TryNumber", "0.5"),
        _ => ("TryMoney", "$10"),
    };
}
