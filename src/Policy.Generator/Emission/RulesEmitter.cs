using OptPolicy.Generator.Pipeline;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The nested class <c>Rules</c>: one member per rule, for traces, dashboards and tests.</summary>
internal static class RulesEmitter
{
    public static void Emit(CodeWriter code, PolicyUnit unit)
    {
        code.Line("/// <summary>The rules in priority order, by their names in the file.</summary>");
        code.Open("public static new class Rules");
        for (var i = 0; i < unit.Policy.Rules.Count; i++)
        {
            if (i > 0)
            {
                code.Line();
            }

            Rule(code, unit, i, unit.Policy.Rules[i]);
        }

        code.Close();
    }

    private static void Rule(CodeWriter code, PolicyUnit unit, int index, RuleDeclaration rule)
    {
        var condition = rule.When is null ? null : ConditionText.Of(rule.When);
        var plan = unit.Policy.Plans[rule.Plan].Name;
        Documentation.Summary(code, rule.Documentation, condition is null ? $"Otherwise use {plan}." : $"When {condition} use {plan}.");
        code.Line(
            $"public static global::OptPolicy.RuleInfo {CSharpName.Pascal(rule.Name)} {{ get; }} = new({index}, {CSharpLiteral.Text(rule.Name)}, {rule.Plan}, " +
            $"{CSharpLiteral.TextOrNull(condition)}, {CSharpLiteral.Text(unit.Target.Relative(rule.NameSpan.Path))}, {rule.NameSpan.Start.Line});");
    }
}
