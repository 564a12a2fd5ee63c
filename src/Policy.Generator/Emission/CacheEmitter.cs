using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The exact cache: its settings and when a request passes it by.</summary>
internal static class CacheEmitter
{
    public static string Settings(ExactCacheDeclaration cache, ValueExpressions values)
    {
        var scope = string.Join(", ", cache.Scope.Select(CSharpLiteral.Text));
        return $"new global::OptPolicy.ExactCacheSettings({values.Of(cache.Ttl)}, [{scope}])";
    }

    public static void EmitBypass(CodeWriter code, ExactCacheDeclaration cache, ConditionEmitter conditions)
    {
        if (cache.Bypass.IsEmpty)
        {
            return;
        }

        code.Line().Line("/// <inheritdoc/>");
        code.Open("public override bool BypassExactCache(global::OptPolicy.RequestFacts request)");
        foreach (var condition in cache.Bypass)
        {
            code.Mapped(condition.Span, "if (", conditions.Emit(condition) + ")").HideMapping();
            code.Open().Line("return true;").Close().Line();
        }

        code.Line("return false;").Close().EndMapping();
    }
}
