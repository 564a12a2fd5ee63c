using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The semantic cache: its settings, when a request passes it by, and which near hits are judged.</summary>
internal static class SemanticCacheEmitter
{
    public static void Settings(CodeWriter code, SemanticCacheDeclaration cache, ValueExpressions values, string head, string tail)
    {
        var scope = string.Join(", ", cache.Scope.Select(CSharpLiteral.Text));
        code.Line($"{head}new({cache.Embedder}, {values.Of(cache.Threshold)}, {values.Of(cache.Ttl)}, [{scope}], {Store(cache.Store)})");
        code.Open();
        if (cache.Guards is { } guards)
        {
            code.Line($"Guards = {Guards(guards)},");
        }

        code.Line($"Margin = {values.Of(cache.Margin)},");
        code.Line($"ServesDoubts = {CSharpLiteral.Flag(cache.ServesDoubts)},");
        if (cache.MostFalseHits is { } bound)
        {
            code.Line($"MostFalseHits = {values.Of(bound)},");
        }

        if (cache.Calibration is { } calibration)
        {
            code.Line($"Calibration = {Calibration(calibration)},");
        }

        if (cache.Verifier is { } verifier)
        {
            code.Line($"Verifier = {Verifier(verifier)},");
        }

        code.Line($"Capacity = {Capacity(cache.Capacity, values)},");
        if (cache.CapacityPerScope is { } quota)
        {
            code.Line($"CapacityPerScope = {CSharpLiteral.Digits(quota)},");
        }

        code.Line($"AuditShare = {values.Of(cache.Audit)},");
        code.Line($"ExploreShare = {values.Of(cache.Explore)},");
        if (cache.PromoteFrom is { } promote)
        {
            code.Line($"PromoteFrom = {values.Of(promote)},");
        }

        code.Line($"ShareAfterUsers = {CSharpLiteral.Digits(cache.ShareAfter)},");
        code.Line($"PacesReplay = {CSharpLiteral.Flag(cache.IsPaced)},");
        code.Line($"Tags = [{string.Join(", ", cache.Tags.Select(CSharpLiteral.Text))}],");
        code.Line($"Seed = {CSharpLiteral.Digits(cache.Seed)},");
        code.Close(tail);
    }

    public static void EmitConditions(CodeWriter code, SemanticCacheDeclaration cache, ConditionEmitter requests)
    {
        CacheEmitter.EmitBypass(code, "Semantic", cache.Bypass, requests);
        if (cache.Verifier is not { } verifier)
        {
            return;
        }

        code.Line().Line("/// <inheritdoc/>");
        code.Open("public override bool VerifyHit(global::OptPolicy.CacheCandidate candidate)");
        if (verifier.When is { } when)
        {
            code.Mapped(when.Span, "return ", requests.For("candidate").Emit(when) + ";");
        }
        else
        {
            code.Line("return true;");
        }

        code.Close().EndMapping();
    }

    public static string Store(StoreDeclaration store) =>
        $"new global::OptPolicy.SemanticStoreInfo({CSharpLiteral.Text(store.Kind)}, {CSharpLiteral.Text(store.Argument)})";

    private static string Guards(IEnumerable<string> names)
    {
        var all = names.Select(static n => "global::OptPolicy.GuardKinds." + CSharpName.Pascal(n)).ToArray();
        return all.Length == 0 ? "global::OptPolicy.GuardKinds.None" : string.Join(" | ", all);
    }

    private static string Calibration(CalibrationDeclaration calibration) =>
        $"new({CSharpLiteral.Double(calibration.Level)}, {CSharpLiteral.Double(calibration.Slope)}, {CSharpLiteral.Double(calibration.LevelVariance)}, " +
        $"{CSharpLiteral.Double(calibration.Covariance)}, {CSharpLiteral.Double(calibration.SlopeVariance)}, {CSharpLiteral.Digits(calibration.Labels)}, {CSharpLiteral.Text(calibration.Embedder)})";

    private static string Verifier(VerifierDeclaration verifier)
    {
        var model = verifier.Model is { } slot ? CSharpLiteral.Digits(slot) : "null";
        return $"new({CSharpLiteral.Text(verifier.Name)}, {model}, {CSharpLiteral.TextOrNull(verifier.Folder)}) {{ LeastProbability = {CSharpLiteral.Double(verifier.Least)} }}";
    }

    // Tuned counts are wider than a capacity; the range that the policy allows is not.
    private static string Capacity(SettingValue capacity, ValueExpressions values) => capacity.Tunable is null ? values.Of(capacity) : $"(int){values.Of(capacity)}";
}
