using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>The models that one policy reaches, and their indexes.</summary>
internal sealed class ModelTable
{
    private const int BreakerAttempts = 10, BreakerWindow = 30, BreakerPause = 15;

    private readonly Dictionary<Symbol, int> _indexes = new(ReferenceEqualityComparer.Instance);

    /// <summary>In declaration order: the policy's own file first, then other files by path; so that the order of the input files does not matter.</summary>
    public ModelTable(PolicyScope policy, IEnumerable<Symbol> reached)
    {
        var own = policy.Statement.Text.Path;
        Symbols =
        [
            .. reached.Distinct()
                .OrderBy(s => s.Text.Path == own ? 0 : 1)
                .ThenBy(static s => s.Text.Path, StringComparer.Ordinal)
                .ThenBy(static s => s.Span.Start),
        ];
        for (var i = 0; i < Symbols.Length; i++)
            _indexes.Add(Symbols[i], i);

        foreach (var twins in Symbols.GroupBy(static s => s.Name).Where(static g => g.Count() > 1))
        {
            var file = policy.File.Diagnostics;
            file.Bag.Add(Diagnostic.Create(DiagnosticCatalog.AmbiguousModel, file.Text, policy.Symbol.Span, policy.Symbol.Name, twins.Key) with
            {
                Related = twins.Select(static t => new RelatedLocation(t.Location, "declared here")).ToEquatableArray(),
            });
        }
    }

    public ImmutableArray<Symbol> Symbols { get; }

    public int? IndexOf(Symbol? symbol) => symbol is not null && _indexes.TryGetValue(symbol, out var index) ? index : null;

    public EquatableArray<ModelDeclaration> Declare() => Symbols.Select(static s => Declare(s.Statement!, s)).ToEquatableArray();

    private static ModelDeclaration Declare(BoundStatement model, Symbol symbol)
    {
        var provider = model.Setting("provider")?.Value as FunctionValue;
        var kind = provider?.Function.Name switch
        {
            "openai" => ProviderKind.OpenAI,
            "recorded" => ProviderKind.Recorded,
            "onnx" => ProviderKind.Onnx,
            _ => ProviderKind.Client,
        };
        return new ModelDeclaration(symbol.Name, symbol.Location, kind, FirstText(provider))
        {
            Documentation = symbol.Documentation,
            Endpoint = (model.Setting("endpoint")?.Value as ConstantValue)?.Constant.Text,
            ApiKeyName = FirstText(model.Setting("api_key")?.Value as FunctionValue),
            PriceInput = Number(model, "price.input") ?? 0,
            PriceCached = Number(model, "price.cached"),
            PriceOutput = Number(model, "price.output") ?? 0,
            ContextTokens = (long)(Number(model, "context") ?? 0),
            MaxOutputTokens = (long)(Number(model, "max_output") ?? 0),
            Timeout = Number(model, "timeout"),
            RateRequests = (long?)Number(model, "rate.requests"),
            RateTokens = (long?)Number(model, "rate.tokens"),
            RateWait = Number(model, "rate.wait") ?? 0,
            Breaker = Breaker(model),
            Supports = (model.Setting("supports")?.Value as WordsValue)?.Words.ToEquatableArray() ?? [],
            Local = kind == ProviderKind.Onnx ? LocalModelReader.Read(model) : null,
        };
    }

    private static BreakerDeclaration? Breaker(BoundStatement model) => Number(model, "breaker.failures") is not { } failures
        ? null
        : new(failures, (long)(Number(model, "breaker.attempts") ?? BreakerAttempts), Number(model, "breaker.window") ?? BreakerWindow, Number(model, "breaker.pause") ?? BreakerPause);

    private static string? FirstText(FunctionValue? function) =>
        function is { Arguments: [ConstantValue text, ..] } ? text.Constant.Text : null;

    private static decimal? Number(BoundStatement model, string setting) => (model.Setting(setting)?.Value as ConstantValue)?.Constant.Number;
}
