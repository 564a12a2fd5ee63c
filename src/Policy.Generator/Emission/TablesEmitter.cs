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
        var best = policy.AnsweringModels().MaxBy(Price);
        return best is null ? 0 : policy.Models.Items.IndexOf(best);
    }

    private static decimal Price(ModelDeclaration model) => model.PriceInput + model.PriceOutput;
}
