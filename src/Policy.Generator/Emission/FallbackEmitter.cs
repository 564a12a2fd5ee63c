using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>Fallback and retry: their settings and the conditions under which they apply.</summary>
internal static class FallbackEmitter
{
    public static void Settings(CodeWriter code, FallbackDeclaration fallback, ValueExpressions values, string head, string tail)
    {
        code.Line($"{head}new global::OptPolicy.FallbackSettings").Open();
        code.Line("Steps = [" + string.Join(", ", fallback.Steps.Select(step => Step(step, values))) + "],");
        if (fallback.Retry is { } retry)
        {
            code.Line($"RetryCount = {retry.Count},");
            code.Line($"RetryBaseDelay = {CSharpLiteral.TimeSpan(retry.BaseDelay)},");
            code.Line($"RetryMaxDelay = {CSharpLiteral.TimeSpan(retry.MaxDelay)},");
        }

        code.Line($"Commit = global::OptPolicy.StreamCommit.{fallback.Commit},");
        if (fallback.Commit == CommitPoint.AfterTokens)
        {
            code.Line($"CommitAfterTokens = {fallback.CommitAfterTokens},");
        }

        code.Close(tail);
    }

    public static void EmitConditions(CodeWriter code, FallbackDeclaration fallback, ConditionEmitter conditions)
    {
        if (fallback.Steps.Any(static s => s.When is not null))
        {
            code.Line().Line("/// <inheritdoc/>");
            code.Open("public override bool FallbackApplies(int step, global::OptPolicy.AttemptFailure failure)");
            code.Open("switch (step)");
            for (var i = 0; i < fallback.Steps.Count; i++)
            {
                if (fallback.Steps[i].When is { } when)
                {
                    code.Line($"case {i}:").Indent().Mapped(when.Span, "return ", conditions.Emit(when) + ";").HideMapping().Unindent();
                }
            }

            code.Line("default:").Indent().Line("return base.FallbackApplies(step, failure);").Unindent();
            code.Close().Close().EndMapping();
        }

        if (fallback.Retry?.When is { } again)
        {
            code.Line().Line("/// <inheritdoc/>");
            code.Open("public override bool RetryApplies(global::OptPolicy.AttemptFailure failure)");
            code.Mapped(again.Span, "return ", conditions.Emit(again) + ";").EndMapping();
            code.Close();
        }
    }

    private static string Step(FallbackStep step, ValueExpressions values) =>
        $"new({step.Model}, {(step.After is { } after ? values.Of(after) : "null")})";
}
