using System.Collections.Immutable;
using OptPolicy.Generator.Pipeline;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>All files of one policy. A pure function: equal units give equal bytes.</summary>
internal static class PolicyEmitter
{
    public static ImmutableArray<GeneratedFile> Emit(PolicyUnit unit)
    {
        var files = ImmutableArray.CreateBuilder<GeneratedFile>();
        files.Add(new GeneratedFile($"{unit.ClassName}.g.cs", Class(unit)));
        files.Add(new GeneratedFile($"{unit.ClassName}.Registration.g.cs", RegistrationEmitter.Emit(unit)));
        if (!unit.Policy.Tunables.IsEmpty)
        {
            files.Add(new GeneratedFile($"{unit.ClassName}.Tuning.g.cs", TuningEmitter.Emit(unit)));
        }

        return files.ToImmutable();
    }

    private static string Class(PolicyUnit unit)
    {
        var policy = unit.Policy;
        var requests = new ConditionEmitter("request");
        var code = FileFrame.Begin(unit);
        Documentation.Summary(code, policy.Documentation, $"Policy {policy.Name}.");
        if (policy.WorstCaseCost is { } worst)
        {
            code.Line($"/// <remarks>One request costs at most ${CSharpLiteral.Digits(worst)}, all attempts together.</remarks>");
        }

        code.Open($"public sealed partial class {unit.ClassName} : global::OptPolicy.GeneratedPolicy");
        TablesEmitter.Emit(code, policy);
        Constructors(code, unit);
        EmbedderEmitter.Emit(code, policy);
        IntentsEmitter.Emit(code, policy);
        code.Line();
        RouteEmitter.Emit(code, policy, requests);
        AcceptEmitter.Emit(code, policy, requests.For("response"));
        if (policy.ExactCache is { } cache)
        {
            CacheEmitter.EmitBypass(code, "Exact", cache.Bypass, requests);
        }

        if (policy.SemanticCache is { } semantic)
        {
            SemanticCacheEmitter.EmitConditions(code, semantic, requests);
        }

        RetrievalEmitter.EmitConditions(code, policy, requests);
        if (policy.Fallback is { } fallback)
        {
            FallbackEmitter.EmitConditions(code, fallback, requests.For("failure"));
        }

        SettingsEmitter.Emit(code, unit);
        ExternEmitter.Emit(code, policy);
        Patterns(code, requests);
        code.Line();
        ModelsEmitter.Emit(code, policy);
        code.Line();
        RulesEmitter.Emit(code, unit);
        return code.Close().ToString();
    }

    private static void Constructors(CodeWriter code, PolicyUnit unit)
    {
        var name = unit.ClassName;
        code.Line();
        if (unit.Policy.Tunables.IsEmpty)
        {
            code.Line("/// <summary>Creates the policy; it holds no state and may be shared.</summary>");
            code.Line($"public {name}()").Indent().Line(": base(Tables)").Unindent().Open().Close();
            return;
        }

        code.Line($"private readonly global::OptPolicy.TuningSource<{name}Tuning> _tuning;").Line();
        code.Line("/// <summary>Creates the policy with the defaults of its tunable settings.</summary>");
        code.Line($"public {name}()").Indent().Line($": this(new {name}Tuning())").Unindent().Open().Close().Line();
        code.Line("/// <summary>Creates the policy with fixed values of its tunable settings.</summary>");
        code.Line("/// <exception cref=\"global::System.ArgumentException\">A value is outside its range.</exception>");
        code.Line($"public {name}({name}Tuning tuning)").Indent().Line($": this(new global::OptPolicy.TuningSource<{name}Tuning>({name}Tuning.Checked(tuning)))").Unindent().Open().Close().Line();
        code.Line($"internal {name}(global::OptPolicy.TuningSource<{name}Tuning> tuning)").Indent().Line(": base(Tables)").Unindent();
        code.Open().Line("_tuning = tuning;").Close();
    }

    // Backtracking is off: a pattern meets text of strangers, and must stay linear in its length.
    private static void Patterns(CodeWriter code, ConditionEmitter conditions)
    {
        for (var i = 0; i < conditions.Patterns.Count; i++)
        {
            code.Line().Line(
                $"private static readonly global::System.Text.RegularExpressions.Regex Pattern{i} = new({CSharpLiteral.Text(conditions.Patterns[i])}, " +
                "global::System.Text.RegularExpressions.RegexOptions.CultureInvariant | global::System.Text.RegularExpressions.RegexOptions.NonBacktracking);");
        }
    }
}
