using System.Collections.Immutable;

namespace OptPolicy.Runtime.Tests.Crash;

/// <summary>One model and one budget of a dollar: an answer reserves $0.002 and costs $0.001.</summary>
public sealed class OneDollarPolicy : CompiledPolicy
{
    /// <summary>Dollars that a <see cref="SpendingChatClient"/> really costs for an answer.</summary>
    public const decimal CostOfAnswer = 0.001m;

    public override string Name => "OneDollar";

    public override string Hash => "1";

    public override ImmutableArray<ModelInfo> Models { get; } =
    [
        new(0, "paid", ModelProvider.Client) { PriceOutput = MoneyRate.PerMillionTokens(10), MaxOutputTokens = 200, ContextTokens = 100_000 },
    ];

    public override ImmutableArray<RuleInfo> Rules { get; } = [new(0, "otherwise", 0, null, "one-dollar.optpolicy", 1)];

    public override ImmutableArray<PlanInfo> Plans { get; } = [new(0, "paid", IsCascade: false, [0])];

    public override int BaselineModel => 0;

    public override ImmutableArray<BudgetInfo> Budgets { get; } = [new(0, BudgetScope.Global, BudgetWindow.None, 1m, "UTC", [])];

    public override RouteDecision Route(RequestFacts request) => default;
}
