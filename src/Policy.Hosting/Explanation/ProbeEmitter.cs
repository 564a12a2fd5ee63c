using System.Text;
using OptPolicy.Generator.Emission;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Hosting.Explanation;

/// <summary>
/// Emits every part of every rule's condition as a method of its own, with the emitter that emits the route: what an
/// explanation says about a part is what the compiled route does with it.
/// </summary>
internal static class ProbeEmitter
{
    public const string ClassName = "Probe";
    public const string HoldsMethod = "Holds";
    public const string ValueMethod = "Value";

    public static string Emit(PolicyDeclaration policy)
    {
        var emitter = new ConditionEmitter("request");
        var holds = new StringBuilder();
        var values = new StringBuilder();
        var nodes = ConditionNodes.Of(policy);
        for (var i = 0; i < nodes.Count; i++)
        {
            holds.Append($"            {i} => {emitter.Emit(nodes[i])},\n");
            if (ConditionNodes.Fact(nodes[i]) is { } fact)
            {
                values.Append($"            {i} => {Access(fact)},\n");
            }
        }

        var patterns = emitter.Patterns.Select(static (pattern, i) =>
            $"        private static readonly global::System.Text.RegularExpressions.Regex Pattern{i} = new({CSharpLiteral.Text(pattern)}, {PatternOptions});\n");
        return $$"""
            partial class {{CSharpName.Pascal(policy.Name)}}
            {
                internal static class {{ClassName}}
                {
            {{string.Concat(patterns)}}
                    public static bool {{HoldsMethod}}(int part, global::OptPolicy.RequestFacts request) => part switch
                    {
            {{holds}}            _ => true,
                    };

                    public static object? {{ValueMethod}}(int part, global::OptPolicy.RequestFacts request) => part switch
                    {
            {{values}}            _ => null,
                    };
                }
            }

            """;
    }

    // The options of the patterns in the emitted policy.
    private const string PatternOptions = "global::System.Text.RegularExpressions.RegexOptions.NonBacktracking | global::System.Text.RegularExpressions.RegexOptions.CultureInvariant";

    private static string Access(FactReference fact) => fact.Argument is { } argument
        ? $"request.{fact.Definition.Accessor}({CSharpLiteral.Text(argument)})"
        : $"request.{fact.Definition.Accessor}";
}
