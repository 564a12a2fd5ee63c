using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>Base of the classes that the generator writes: the tables come in one piece, the derived class adds the decisions.</summary>
/// <remarks>
/// It stands between <see cref="CompiledPolicy"/> and the generated class so that the latter can offer nested types named
/// <c>Models</c> and <c>Rules</c> with one member per name. Thread-safe.
/// </remarks>
/// <param name="tables">What never changes while the app runs.</param>
public abstract class GeneratedPolicy(PolicyTables tables) : CompiledPolicy
{
    /// <inheritdoc/>
    public sealed override string Name => tables.Name;

    /// <inheritdoc/>
    public sealed override string Hash => tables.Hash;

    /// <inheritdoc/>
    public sealed override ImmutableArray<ModelInfo> Models => tables.Models;

    /// <inheritdoc/>
    public sealed override ImmutableArray<RuleInfo> Rules => tables.Rules;

    /// <inheritdoc/>
    public sealed override ImmutableArray<PlanInfo> Plans => tables.Plans;

    /// <inheritdoc/>
    public sealed override int BaselineModel => tables.BaselineModel;

    /// <summary>Upper bound of the cost of one request in US dollars, proved when the policy was compiled; <see langword="null"/> when there is none.</summary>
    public decimal? WorstCaseCost => tables.WorstCaseCost;
}
