using OptPolicy.Generator.Pipeline;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The public shape of a policy with errors, so that the build shows those errors and not a hundred missing types.</summary>
internal static class SkeletonEmitter
{
    private const string ChatClient = "global::Microsoft.Extensions.AI.IChatClient";
    private const string Builder = "global::Microsoft.Extensions.AI.ChatClientBuilder";
    private const string Provider = "global::System.IServiceProvider";
    private const string Configure = "global::System.Action<global::OptPolicy.PolicyChatClientOptions>? configure = null";

    public static GeneratedFile Emit(SkeletonUnit unit)
    {
        var name = unit.Name;
        var error = $"throw new global::System.InvalidOperationException({CSharpLiteral.Text($"Policy {name} has errors; its build output names them.")})";
        var code = FileFrame.Begin(unit.Target.Namespace, unit.Target.Relative(unit.Path));
        code.Line("#pragma warning disable CS1591 // the real members are documented");
        code.Line($"/// <summary>Stands in for policy {name}, which has errors.</summary>");
        code.Open($"public sealed partial class {name} : global::OptPolicy.GeneratedPolicy");
        code.Line($"public {name}()").Indent().Line($": base(new({CSharpLiteral.Text(name)}, \"\", [], [], [], 0))").Unindent().Open().Close().Line();
        code.Line($"public override global::OptPolicy.RouteDecision Route(global::OptPolicy.RequestFacts request) => {error};").Line();
        code.Line($"public static {ChatClient} CreateClient({name}Models? models = null, global::OptPolicy.PolicyChatClientOptions? options = null) => {error};");
        foreach (var predicate in unit.Externs)
        {
            var parameter = predicate.ReadsResponse ? "global::OptPolicy.ResponseFacts response" : "global::OptPolicy.RequestFacts request";
            code.Line().Mapped(predicate.Span, "private static partial bool ", $"{CSharpName.Pascal(predicate.Name)}({parameter});").EndMapping();
        }

        Names(code, "Models", "ModelInfo", unit.Models);
        Names(code, "Rules", "RuleInfo", unit.Rules);
        code.Close().Line();

        code.Open($"public sealed record {name}Models");
        foreach (var model in unit.Models)
        {
            code.Line($"public {ChatClient}? {model} {{ get; init; }}");
        }

        code.Close().Line();
        code.Open($"public static class {name}Extensions");
        code.Line($"public static {Builder} Add{name}(this global::Microsoft.Extensions.DependencyInjection.IServiceCollection services, global::System.Func<{Provider}, {name}Models>? models = null, {Configure}) => {error};").Line();
        code.Line($"public static {Builder} Use{name}(this {Builder} builder, global::System.Func<{ChatClient}, {Provider}, {name}Models>? models = null, {Configure}) => {error};");
        code.Close();
        return new GeneratedFile($"{name}.g.cs", code.ToString());
    }

    private static void Names(CodeWriter code, string container, string type, IEnumerable<string> names)
    {
        code.Line().Open($"public static new class {container}");
        foreach (var name in names)
        {
            code.Line($"public static global::OptPolicy.{type} {name} => throw new global::System.InvalidOperationException();");
        }

        code.Close();
    }
}
