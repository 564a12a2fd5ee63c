using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Analysis;

/// <summary>The most one attempt on a model can cost: every input token at the input price, every allowed output token at the output price.</summary>
/// <param name="Dollars">Null when the model has a price but no limit on what it is paid for.</param>
public readonly record struct AttemptBound(long? InputTokens, long? OutputTokens, decimal? Dollars)
{
    /// <param name="inputLimit">The largest input that reaches the model; null: up to its context window.</param>
    public static AttemptBound Of(ModelDeclaration model, decimal? inputLimit)
    {
        var window = model.ContextTokens > 0 ? model.ContextTokens : (long?)null;
        var input = inputLimit is { } limit ? Math.Min((long)Math.Min(limit, long.MaxValue / 2), window ?? long.MaxValue) : window;
        var output = model.MaxOutputTokens > 0 ? model.MaxOutputTokens : (long?)null;
        return new AttemptBound(input, output, Cost(model.PriceInput, input) + Cost(model.PriceOutput, output));
    }

    private static decimal? Cost(decimal price, long? tokens) => price == 0 ? 0 : price * tokens;
}
