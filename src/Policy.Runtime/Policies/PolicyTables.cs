using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>The parts of a policy that never change while the app runs. Immutable.</summary>
/// <param name="Name">The policy's name in its file.</param>
/// <param name="Hash">Hex SHA-256 of everything that can change behaviour.</param>
/// <param name="Models">The models in slot order.</param>
/// <param name="Rules">The rules in priority order; the last is <c>otherwise</c>.</param>
/// <param name="Plans">Where rules lead.</param>
/// <param name="BaselineModel">Slot of the model that savings are counted against.</param>
public sealed record PolicyTables(
    string Name,
    string Hash,
    ImmutableArray<ModelInfo> Models,
    ImmutableArray<RuleInfo> Rules,
    ImmutableArray<PlanInfo> Plans,
    int BaselineModel)
{
    /// <summary>Upper bound of the cost of one request in US dollars, proved when the policy was compiled; <see langword="null"/> when there is none.</summary>
    public decimal? WorstCaseCost { get; init; }
}
