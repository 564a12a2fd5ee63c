using OptPolicy.Generator.Pipeline;

namespace OptPolicy.Generator.Emission;

/// <summary>Settings of cache, fallback and budgets: made once, or once per change of the tuning options.</summary>
internal static class SettingsEmitter
{
    public static void Emit(CodeWriter code, PolicyUnit unit)
    {
        var policy = unit.Policy;
        if (policy is { ExactCache: null, SemanticCache: null, Fallback: null, Budgets.IsEmpty: true, Retrievals.IsEmpty: true })
        {
            return;
        }

        if (policy.ExactCache is not null)
        {
            code.Line().Line("/// <inheritdoc/>").Line("public override global::OptPolicy.ExactCacheSettings? ExactCache => Current.ExactCache;");
        }

        if (policy.SemanticCache is not null)
        {
            code.Line().Line("/// <inheritdoc/>").Line("public override global::OptPolicy.SemanticCacheSettings? SemanticCache => Current.SemanticCache;");
        }

        if (!policy.Retrievals.IsEmpty)
        {
            code.Line().Line("/// <inheritdoc/>").Line("public override global::System.Collections.Immutable.ImmutableArray<global::OptPolicy.RetrievalSettings> Retrievals => Current.Retrievals;");
        }

        if (policy.Fallback is not null)
        {
            code.Line().Line("/// <inheritdoc/>").Line("public override global::OptPolicy.FallbackSettings Fallback => Current.Fallback;");
        }

        if (!policy.Budgets.IsEmpty)
        {
            code.Line().Line("/// <inheritdoc/>").Line("public override global::System.Collections.Immutable.ImmutableArray<global::OptPolicy.BudgetInfo> Budgets => Current.Budgets;");
        }

        Current(code, unit);
        Class(code, unit);
    }

    private static void Current(CodeWriter code, PolicyUnit unit)
    {
        code.Line();
        if (unit.Policy.Tunables.IsEmpty)
        {
            code.Line("private static readonly Settings Current = new();");
            return;
        }

        code.Line("private Settings? _settings;").Line();
        code.Open("private Settings Current").Open("get");
        code.Line("var tuning = _tuning.Current;").Line("var settings = _settings;");
        code.Open("if (settings is null || !ReferenceEquals(settings.Tuning, tuning))");
        code.Line("_settings = settings = new Settings(tuning);").Close().Line();
        code.Line("return settings;").Close().Close();
    }

    private static void Class(CodeWriter code, PolicyUnit unit)
    {
        var policy = unit.Policy;
        var values = new ValueExpressions(policy);
        code.Line();
        if (policy.Tunables.IsEmpty)
        {
            code.Open("private sealed class Settings");
        }
        else
        {
            code.Open($"private sealed class Settings({unit.ClassName}Tuning tuning)");
            code.Line($"public {unit.ClassName}Tuning Tuning {{ get; }} = tuning;").Line();
        }

        if (policy.ExactCache is { } cache)
        {
            code.Line($"public global::OptPolicy.ExactCacheSettings ExactCache {{ get; }} = {CacheEmitter.Settings(cache, values)};").Line();
        }

        if (policy.SemanticCache is { } semantic)
        {
            SemanticCacheEmitter.Settings(code, semantic, values, "public global::OptPolicy.SemanticCacheSettings SemanticCache { get; } = ", ";");
            code.Line();
        }

        if (!policy.Retrievals.IsEmpty)
        {
            RetrievalEmitter.Settings(code, policy, values, "public global::System.Collections.Immutable.ImmutableArray<global::OptPolicy.RetrievalSettings> Retrievals { get; } =", ";");
            code.Line();
        }

        if (policy.Fallback is { } fallback)
        {
            FallbackEmitter.Settings(code, fallback, values, "public global::OptPolicy.FallbackSettings Fallback { get; } = ", ";");
            code.Line();
        }

        if (!policy.Budgets.IsEmpty)
        {
            BudgetEmitter.Settings(code, policy, values, "public global::System.Collections.Immutable.ImmutableArray<global::OptPolicy.BudgetInfo> Budgets { get; } =", ";");
        }

        code.Close();
    }
}
