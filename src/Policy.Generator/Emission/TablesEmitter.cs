using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The private table that hands names, models, rules and plans to the runtime.</summary>
internal static class TablesEmitter
{
    public static void Emit(CodeWriter code, PolicyDeclaration policy)
    {
        code.Line("private static readonly global::OptPolicy.PolicyTables Tables = new(").Indent();
        code.Line($"{CSharpLiteral.Text(policy.Name)},");
        code.Line($"{CSharpLiteral.Text(policy.Hash)},");
        code.Line($"[{string.Join(", ", policy.Models.Select(static m => "Models." + CSharpName.Pascal(m.Name)))}],");
        code.Line($"[{string.Join(", ", policy.Rules.Select(static r => "Rules." + CSharpName.Pascal(r.Name)))}],");
        code.Line("[").Indent();
        for (var i = 0; i < policy.Plans.Count; i++)
        {
            var plan = policy.Plans[i];
            var models = string.Join(", ", plan.Steps.Select(static s => s.Model));
            code.Line($"new({i}, {CSharpLiteral.Text(plan.Name)}, {(plan.IsCascade ? "true" : "false")}, [{models}]),");
        }

        code.Unindent().Line("],");
        code.Line($"{policy.BaselineModel ?? MostExpensive(policy)}){(policy.WorstCaseCost is null ? ";" : "")}");
        if (policy.WorstCaseCost is { } worst)
        {
            code.Unindent().Open().Line($"WorstCaseCost = {CSharpLiteral.Decimal(worst)},").Close(";");
            return;
        }

        code.Unindent();
    }

    private static int MostExpensive(PolicyDeclaration policy)
    {
        // A model that only judges near hits answers nobody, so it is no alternative to compare with.
        var judge = policy.SemanticCache?.Verifier?.Model;
        var answers = policy.Plans.SelectMany(static p => p.Steps).Select(static s => s.Model)
            .Concat(policy.Fallback?.Steps.Select(static s => s.Model) ?? [])
            .Concat(policy.Budgets.SelectMany(static b => b.Steps).Select(static s => s.DegradeModel).OfType<int>())
            .ToHashSet();
        return Enumerable.Range(0, policy.Models.Count).Where(i => i != judge || answers.Contains(i)).MaxBy(i => Price(policy.Models[i]));
    }

    private static decimal Price(ModelDeclaration model) => model.PriceInput + model.PriceOutput;
}
