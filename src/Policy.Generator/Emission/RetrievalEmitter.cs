using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>Retrieval: what is searched, and for which requests.</summary>
internal static class RetrievalEmitter
{
    public static void Settings(CodeWriter code, PolicyDeclaration policy, ValueExpressions values, string head, string tail)
    {
        code.Line(head).Line("[").Indent();
        for (var i = 0; i < policy.Retrievals.Count; i++)
        {
            var retrieval = policy.Retrievals[i];
            var budget = retrieval.BudgetTokens is { } tokens ? CSharpLiteral.Digits(Math.Min(tokens, int.MaxValue)) : "null";
            code.Line(
                $"new({i}, {CSharpLiteral.Text(retrieval.Collection)}, {SemanticCacheEmitter.Store(retrieval.Source)}, {retrieval.Embedder}, " +
                $"{CSharpLiteral.Digits(retrieval.Top)}, {values.Of(retrieval.LeastScore)}, {budget}){Search(retrieval)},");
        }

        code.Unindent().Line("]" + tail);
    }

    private static string Search(RetrievalDeclaration retrieval) => retrieval.Search switch
    {
        "hybrid" => " { Search = global::OptPolicy.RetrievalSearch.Hybrid }",
        "keywords" => " { Search = global::OptPolicy.RetrievalSearch.Keywords }",
        _ => "",
    };

    public static void EmitConditions(CodeWriter code, PolicyDeclaration policy, ConditionEmitter conditions)
    {
        if (!policy.Retrievals.Any(static r => r.When is not null))
        {
            return;
        }

        code.Line().Line("/// <inheritdoc/>");
        code.Open("public override bool Retrieves(int retrieval, global::OptPolicy.RequestFacts request)");
        code.Open("switch (retrieval)");
        for (var i = 0; i < policy.Retrievals.Count; i++)
        {
            if (policy.Retrievals[i].When is not { } when)
            {
                continue;
            }

            code.Line($"case {i}: // {policy.Retrievals[i].Collection}").Indent();
            code.Mapped(when.Span, "return ", conditions.Emit(when) + ";").HideMapping();
            code.Unindent();
        }

        code.Line("default:").Indent().Line("return true;").Unindent();
        code.Close().Close().EndMapping();
    }
}
