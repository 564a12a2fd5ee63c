using OptPolicy.Generator.Pipeline;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>How an app gets the policy as an <c>IChatClient</c>: the models it supplies, dependency injection, builder and plain factory.</summary>
internal static class RegistrationEmitter
{
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.IServiceCollection";
    private const string Provider = "global::System.IServiceProvider";
    private const string ChatClient = "global::Microsoft.Extensions.AI.IChatClient";
    private const string Builder = "global::Microsoft.Extensions.AI.ChatClientBuilder";
    private const string Options = "global::OptPolicy.PolicyChatClientOptions";
    private const string Configure = "global::System.Action<global::OptPolicy.PolicyChatClientOptions>? configure = null";

    public static string Emit(PolicyUnit unit)
    {
        var code = FileFrame.Begin(unit);
        var hasSlots = unit.Policy.Models.Any(static m => m.Provider == ProviderKind.Client);
        Models(code, unit, hasSlots);
        code.Line();
        Extensions(code, unit, hasSlots);
        code.Line();
        Factory(code, unit, hasSlots);
        return code.ToString();
    }

    private static void Models(CodeWriter code, PolicyUnit unit, bool hasSlots)
    {
        var name = unit.ClassName;
        code.Line($"/// <summary>The chat clients behind the models of {name}{(hasSlots ? ": those the policy leaves to the app are required" : "")}.</summary>");
        code.Open($"public sealed record {name}Models");
        foreach (var model in unit.Policy.Models)
        {
            var required = model.Provider == ProviderKind.Client;
            Documentation.Summary(code, model.Documentation, $"Model {model.Name}.");
            if (!required)
            {
                code.Line("/// <remarks>Null: created from what the policy says.</remarks>");
            }

            code.Line($"public {(required ? "required " + ChatClient : ChatClient + "?")} {CSharpName.Pascal(model.Name)} {{ get; init; }}").Line();
        }

        var slots = string.Join(", ", unit.Policy.Models.Select(static m => CSharpName.Pascal(m.Name)));
        code.Line($"internal global::System.Collections.Generic.IReadOnlyList<{ChatClient}?> ToSlots() => [{slots}];");
        code.Close();
    }

    private static void Extensions(CodeWriter code, PolicyUnit unit, bool hasSlots)
    {
        var name = unit.ClassName;
        var createModels = hasSlots ? $"global::System.Func<{Provider}, {name}Models> models" : $"global::System.Func<{Provider}, {name}Models>? models = null";
        code.Line($"/// <summary>Adds {name} to an app.</summary>");
        code.Open($"public static class {name}Extensions");
        code.Line($"/// <summary>Registers a chat client that follows {name}.</summary>");
        code.Open($"public static {Builder} Add{name}(this {Services} services, {createModels}, {Configure})");
        AddTuning(code, unit);
        code.Line($"return global::OptPolicy.PolicyRegistration.Add(services, {Policy(unit, "provider")}, {Slots(hasSlots, "provider", "provider")}, configure);");
        code.Close().Line();

        var useModels = hasSlots
            ? $"global::System.Func<{ChatClient}, {Provider}, {name}Models> models"
            : $"global::System.Func<{ChatClient}, {Provider}, {name}Models>? models = null";
        code.Line($"/// <summary>Puts {name} into a pipeline; the function receives the client that the pipeline ends in.</summary>");
        code.Open($"public static {Builder} Use{name}(this {Builder} builder, {useModels}, {Configure})");
        code.Line($"return global::OptPolicy.PolicyRegistration.Use(builder, {Policy(unit, "provider")}, {Slots(hasSlots, "(inner, provider)", "inner, provider")}, configure);");
        code.Close().Close();
    }

    private static void Factory(CodeWriter code, PolicyUnit unit, bool hasSlots)
    {
        var name = unit.ClassName;
        var models = hasSlots ? $"{name}Models models" : $"{name}Models? models = null";
        code.Open($"public sealed partial class {name}");
        code.Line("/// <summary>Creates a chat client that follows the policy, for apps without dependency injection.</summary>");
        var isTunable = !unit.Policy.Tunables.IsEmpty;
        var tuning = isTunable ? $", {name}Tuning? tuning = null" : "";
        code.Line($"public static {ChatClient} CreateClient({models}, {Options}? options = null{tuning}) =>").Indent();
        var policy = isTunable ? $"new {name}(tuning ?? new {name}Tuning())" : $"new {name}()";
        code.Line($"new global::OptPolicy.PolicyChatClient({policy}, {(hasSlots ? "models.ToSlots()" : $"(models ?? new {name}Models()).ToSlots()")}, options);");
        code.Unindent().Close();
    }

    private static void AddTuning(CodeWriter code, PolicyUnit unit)
    {
        if (!unit.Policy.Tunables.IsEmpty)
        {
            var name = unit.ClassName;
            code.Line($"global::OptPolicy.TuningRegistration.Add<{name}Tuning>(services, {name}Tuning.Section, {name}Tuning.Bind, {name}Tuning.Check);");
        }
    }

    private static string Policy(PolicyUnit unit, string provider) => unit.Policy.Tunables.IsEmpty
        ? $"static _ => new {unit.ClassName}()"
        : $"static {provider} => new {unit.ClassName}(global::OptPolicy.TuningRegistration.Source<{unit.ClassName}Tuning>({provider}))";

    private static string Slots(bool hasSlots, string parameters, string arguments) => hasSlots
        ? $"{parameters} => models({arguments}).ToSlots()"
        : $"{parameters} => (models?.Invoke({arguments}) ?? new()).ToSlots()";
}
