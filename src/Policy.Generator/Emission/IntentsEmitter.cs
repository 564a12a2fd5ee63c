using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The intents as a table.</summary>
internal static class IntentsEmitter
{
    public static void Emit(CodeWriter code, PolicyDeclaration policy)
    {
        if (policy.Intents is not { } set)
        {
            return;
        }

        code.Line().Line("/// <inheritdoc/>").Line($"public override global::OptPolicy.IntentsInfo? Intents {{ get; }} = new({set.Embedder},").Line("[").Indent();
        foreach (var intent in set.Intents)
        {
            code.Line($"new({CSharpLiteral.Text(intent.Name)}, [{string.Join(", ", intent.Examples.Select(CSharpLiteral.Text))}]),");
        }

        code.Unindent().Line($"]){Details(set)};");
    }

    private static string Details(IntentSetDeclaration set)
    {
        var details = new List<string>();
        if (set.Trained is { } file)
        {
            details.Add($"Trained = {CSharpLiteral.Text(file)}");
        }

        if (set.Threshold is { } least)
        {
            details.Add($"Threshold = {CSharpLiteral.Double(least)}");
        }

        return details.Count == 0 ? "" : $" {{ {string.Join(", ", details)} }}";
    }
}
