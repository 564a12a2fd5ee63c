using OptPolicy.Language.Semantics;

namespace OptPolicy.Generator.Emission;

/// <summary>The embedders as a table.</summary>
internal static class EmbedderEmitter
{
    private const string Array = "global::System.Collections.Immutable.ImmutableArray<global::OptPolicy.EmbedderInfo>";

    public static void Emit(CodeWriter code, PolicyDeclaration policy)
    {
        if (policy.Embedders.IsEmpty)
        {
            return;
        }

        code.Line().Line("/// <inheritdoc/>").Line($"public override {Array} Embedders {{ get; }} =").Line("[").Indent();
        foreach (var embedder in policy.Embedders)
        {
            code.Line($"new({CSharpLiteral.Text(embedder.Name)}, global::OptPolicy.EmbedderSource.{embedder.Kind}, {CSharpLiteral.TextOrNull(embedder.Argument)}){Details(embedder)},");
        }

        code.Unindent().Line("];");
    }

    private static string Details(EmbedderDeclaration embedder)
    {
        var details = new List<string>();
        if (embedder.Endpoint is { } endpoint)
        {
            details.Add($"Endpoint = {CSharpLiteral.Text(endpoint)}");
        }

        if (embedder.ApiKeyName is { } key)
        {
            details.Add($"ApiKeyName = {CSharpLiteral.Text(key)}");
        }

        if (embedder.Dimensions is { } dimensions)
        {
            details.Add($"Dimensions = {CSharpLiteral.Digits(dimensions)}");
        }

        return details.Count == 0 ? "" : $" {{ {string.Join(", ", details)} }}";
    }
}
