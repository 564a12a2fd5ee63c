using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>The embedders that one policy uses, once each, in the order of first use.</summary>
internal sealed class EmbedderTable
{
    private readonly List<(Symbol? Symbol, EmbedderDeclaration Declaration)> _embedders = [];

    public EquatableArray<EmbedderDeclaration> Declarations => _embedders.Select(static e => e.Declaration).ToEquatableArray();

    /// <summary>The index of an embedder; null stands for the one that is part of this library.</summary>
    public int IndexOf(Symbol? symbol)
    {
        var index = _embedders.FindIndex(e => ReferenceEquals(e.Symbol, symbol));
        if (index >= 0)
            return index;
        _embedders.Add((symbol, symbol?.Statement is { } statement ? Read(symbol.Name, statement) : EmbedderDeclaration.Shipped));
        return _embedders.Count - 1;
    }

    private static EmbedderDeclaration Read(string name, BoundStatement embedder)
    {
        var provider = embedder.Setting("provider")?.Value as FunctionValue;
        var kind = provider?.Function.Name switch
        {
            "onnx" => EmbedderKind.Onnx,
            "openai" => EmbedderKind.OpenAI,
            "client" => EmbedderKind.Client,
            _ => EmbedderKind.Shipped,
        };
        return new EmbedderDeclaration(name, kind, FirstText(provider))
        {
            Endpoint = (embedder.Setting("endpoint")?.Value as ConstantValue)?.Constant.Text,
            ApiKeyName = FirstText(embedder.Setting("api_key")?.Value as FunctionValue),
            Dimensions = (int?)(embedder.Setting("dimensions")?.Value as ConstantValue)?.Constant.Number,
        };
    }

    private static string? FirstText(FunctionValue? function) => function is { Arguments: [ConstantValue text, ..] } ? text.Constant.Text : null;
}
