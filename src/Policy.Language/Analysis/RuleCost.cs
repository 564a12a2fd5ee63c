using System.Collections.Immutable;
using System.Globalization;

namespace OptPolicy.Language.Analysis;

/// <summary>The cost of the requests that one rule decides.</summary>
/// <param name="Typical">Dollars for a 1,000-token request with a 250-token answer by the first model.</param>
/// <param name="Attempts">Every model that may be tried, in order.</param>
public sealed record RuleCost(string Rule, string Plan, decimal Typical, ImmutableArray<AttemptCost> Attempts)
{
    /// <summary>Upper bound in dollars, all attempts; null when a model has no limit.</summary>
    public decimal? WorstCase { get; init; }

    /// <summary>The limit of a <c>budget per request</c>; null when there is none.</summary>
    public decimal? RequestBudget { get; init; }

    /// <summary>The model that judges near hits of the semantic cache; null when none does. No request budget holds it back.</summary>
    public AttemptCost? Judge { get; init; }

    /// <summary>A request that takes this rule.</summary>
    public required Witness Witness { get; init; }

    /// <summary>The sum spelled out: <c>gpt_mini 4 × $0.13 + premium 4 × $0.66 = $3.16</c>.</summary>
    public string Sum
    {
        get
        {
            var sum = string.Join(" + ", Attempts.Select(static a => a.Sum));
            var total = Attempts.Aggregate((decimal?)0, static (t, a) => t + a.WorstCase);
            var text = $"{sum} = {(total is { } dollars ? ConstantText.Money(dollars) : "no bound")}";
            text = RequestBudget is { } cap && (total is null || cap < total) ? $"{text}, held to {ConstantText.Money(cap)} by the request budget" : text;
            return Judge is null ? text : $"{text}, and {Judge.Sum} to judge near hits";
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rule} -> {Plan}: about {ConstantText.Money(Typical)}, at most {(WorstCase is { } worst ? ConstantText.Money(worst) : "unbounded")} ({Sum})");
}

/// <summary>One model of a rule's chain.</summary>
/// <param name="Calls">The first call and its retries.</param>
/// <param name="DollarsPerCall">Null when unbounded.</param>
public sealed record AttemptCost(string Model, int Calls, long? InputTokens, long? OutputTokens, decimal? DollarsPerCall)
{
    public decimal? WorstCase => Calls * DollarsPerCall;

    public string Sum
    {
        get
        {
            var price = DollarsPerCall is { } dollars ? ConstantText.Money(dollars) : "no bound";
            return Calls == 1 ? $"{Model} {price}" : string.Create(CultureInfo.InvariantCulture, $"{Model} {Calls} × {price}");
        }
    }
}
