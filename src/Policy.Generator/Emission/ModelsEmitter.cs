using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The nested class <c>Models</c>: one member per model, prices as typed values.</summary>
internal static class ModelsEmitter
{
    public static void Emit(CodeWriter code, PolicyDeclaration policy)
    {
        code.Line("/// <summary>The models that the policy can reach, by their names in the file.</summary>");
        code.Open("public static new class Models");
        for (var i = 0; i < policy.Models.Count; i++)
        {
            if (i > 0)
            {
                code.Line();
            }

            Model(code, i, policy.Models[i]);
        }

        code.Close();
    }

    private static void Model(CodeWriter code, int index, ModelDeclaration model)
    {
        Documentation.Summary(code, model.Documentation, $"Model {model.Name}.");
        code.Line($"public static global::OptPolicy.ModelInfo {CSharpName.Pascal(model.Name)} {{ get; }} = new({index}, {CSharpLiteral.Text(model.Name)}, global::OptPolicy.ModelProvider.{model.Provider})");
        code.Open();
        Text(code, "ProviderArgument", model.ProviderArgument);
        Text(code, "Endpoint", model.Endpoint);
        Text(code, "ApiKeyName", model.ApiKeyName);
        code.Line($"PriceInput = {CSharpLiteral.Rate(model.PriceInput)},");
        code.Line($"PriceCached = {CSharpLiteral.Rate(model.PriceCached ?? model.PriceInput)},");
        code.Line($"PriceOutput = {CSharpLiteral.Rate(model.PriceOutput)},");
        code.Line($"ContextTokens = {CSharpLiteral.Digits(model.ContextTokens)},");
        code.Line($"MaxOutputTokens = {CSharpLiteral.Digits(model.MaxOutputTokens)},");
        if (model.Timeout is { } timeout)
        {
            code.Line($"Timeout = {CSharpLiteral.TimeSpan(timeout)},");
        }

        Limits(code, model);
        code.Line($"Supports = {Capabilities(model)},");
        if (model.Local is { } local)
        {
            LocalModelEmitter.Emit(code, local);
        }

        code.Close(";");
    }

    private static void Limits(CodeWriter code, ModelDeclaration model)
    {
        if (model.RateRequests is not null || model.RateTokens is not null)
        {
            code.Line($"Rate = new({Digits(model.RateRequests)}, {Digits(model.RateTokens)}, {CSharpLiteral.TimeSpan(model.RateWait)}),");
        }

        if (model.Breaker is { } breaker)
        {
            code.Line($"Breaker = new({CSharpLiteral.Double((double)breaker.Failures)}, {CSharpLiteral.Digits(breaker.Attempts)}, {CSharpLiteral.TimeSpan(breaker.Window)}, {CSharpLiteral.TimeSpan(breaker.Pause)}),");
        }

        static string Digits(long? number) => number is { } n ? CSharpLiteral.Digits(n) : "null";
    }

    private static void Text(CodeWriter code, string property, string? value)
    {
        if (value is not null)
        {
            code.Line($"{property} = {CSharpLiteral.Text(value)},");
        }
    }

    private static string Capabilities(ModelDeclaration model)
    {
        var names = model.Supports.Where(static s => s is "tools" or "json" or "vision" or "audio")
            .Select(static s => "global::OptPolicy.ModelCapabilities." + CSharpName.Pascal(s)).ToArray();
        return names.Length == 0 ? "global::OptPolicy.ModelCapabilities.None" : string.Join(" | ", names);
    }
}
