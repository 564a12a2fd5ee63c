using System.Collections.Immutable;

namespace OptPolicy.Testing;

/// <summary>Budgets of which a test says how much is used: an account is filled up when it is first asked for.</summary>
internal sealed class PartlyUsedBudgets(CompiledPolicy policy, ImmutableArray<GivenBudget> given) : IBudgetStore
{
    private readonly InMemoryBudgetStore _store = new();
    private readonly HashSet<BudgetAccount> _seen = [];
    private readonly Lock _lock = new();

    public ValueTask<BudgetReservation> ReserveAsync(ReadOnlyMemory<BudgetCharge> charges, decimal amount, CancellationToken cancellationToken = default)
    {
        foreach (ref readonly var charge in charges.Span)
            Fill(charge.Account);
        return _store.ReserveAsync(charges, amount, cancellationToken);
    }

    public ValueTask SettleAsync(BudgetReservation reservation, decimal actual, CancellationToken cancellationToken = default) =>
        _store.SettleAsync(reservation, actual, cancellationToken);

    public ValueTask<decimal> GetUsedAsync(BudgetAccount account, CancellationToken cancellationToken = default)
    {
        Fill(account);
        return _store.GetUsedAsync(account, cancellationToken);
    }

    private void Fill(BudgetAccount account)
    {
        lock (_lock)
        {
            if (!_seen.Add(account) || policy.Budgets.FirstOrDefault(b => b.Index == account.Budget) is not { } budget)
                return;
            if (given.LastOrDefault(g => g.Scope == budget.Scope) is { } used)
                _ = _store.ReserveAsync(new[] { new BudgetCharge(account, decimal.MaxValue) }, used.Used * budget.Limit);
        }
    }
}
