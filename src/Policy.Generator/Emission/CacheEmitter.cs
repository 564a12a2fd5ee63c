using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Generator.Emission;

/// <summary>The exact cache's settings, and when a request passes a cache by.</summary>
internal static class CacheEmitter
{
    public static string Settings(ExactCacheDeclaration cache, ValueExpressions values)
    {
        var scope = string.Join(", ", cache.Scope.Select(CSharpLiteral.Text));
        return $"new global::OptPolicy.ExactCacheSettings({values.Of(cache.Ttl)}, [{scope}])";
    }

    public static void EmitBypass(CodeWriter code, string cache, EquatableArray<Condition> bypass, ConditionEmitter conditions)
    {
        if (bypass.IsEmpty)
        {
            return;
        }

        code.Line().Line("/// <inheritdoc/>");
        code.Open($"public override bool Bypass{cache}Cache(global::OptPolicy.RequestFacts request)");
        foreach (var condition in bypass)
        {
            code.Mapped(condition.Span, "if (", conditions.Emit(condition) + ")").HideMapping();
            code.Open().Line("return true;").Close().Line();
        }

        code.Line("return false;").Close().EndMapping();
    }
}
