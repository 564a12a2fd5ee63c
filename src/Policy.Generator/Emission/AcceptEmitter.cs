using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The method <c>Accept</c>: when a cascade stops at a step.</summary>
internal static class AcceptEmitter
{
    public static void Emit(CodeWriter code, PolicyDeclaration policy, ConditionEmitter conditions)
    {
        var judged = policy.Plans
            .SelectMany(static (plan, p) => plan.Steps.Select((step, s) => (Plan: p, Step: s, step.Accept)))
            .Where(static x => x.Accept is not null)
            .ToArray();
        if (judged.Length == 0)
        {
            return;
        }

        code.Line().Line("/// <inheritdoc/>");
        code.Open("public override bool Accept(int plan, int step, global::OptPolicy.ResponseFacts response)");
        code.Open("switch (plan, step)");
        foreach (var (plan, step, accept) in judged)
        {
            code.Line($"case ({plan}, {step}): // {policy.Plans[plan].Name}, {policy.Models[policy.Plans[plan].Steps[step].Model].Name}").Indent();
            code.Mapped(accept!.Span, "return ", conditions.Emit(accept) + ";").HideMapping();
            code.Unindent();
        }

        code.Line("default:").Indent().Line("return true;").Unindent();
        code.Close().Close().EndMapping();
    }
}
