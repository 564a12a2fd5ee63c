using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The method <c>Route</c>: one <c>if</c> a rule, in the author's order.</summary>
internal static class RouteEmitter
{
    public static void Emit(CodeWriter code, PolicyDeclaration policy, ConditionEmitter conditions)
    {
        code.Line("/// <inheritdoc/>");
        code.Open("public override global::OptPolicy.RouteDecision Route(global::OptPolicy.RequestFacts request)");
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            var rule = policy.Rules[i];
            if (rule.When is null)
            {
                code.Mapped(rule.TargetSpan, "", Decide(i, rule)).EndMapping();
                continue;
            }

            code.Mapped(rule.When.Span, "if (", conditions.Emit(rule.When) + ")").HideMapping();
            code.Open().Line(Decide(i, rule)).Close().Line();
        }

        code.Close();
    }

    private static string Decide(int index, RuleDeclaration rule) => $"return new global::OptPolicy.RouteDecision({index}, {rule.Plan});";
}
