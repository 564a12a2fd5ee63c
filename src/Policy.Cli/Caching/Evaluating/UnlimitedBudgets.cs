namespace OptPolicy.Cli.Caching.Evaluating;

/// <summary>A replay asks what a cache saves, not when money runs out.</summary>
internal sealed class UnlimitedBudgets : IBudgetStore
{
    public ValueTask<BudgetReservation> ReserveAsync(ReadOnlyMemory<BudgetCharge> charges, decimal amount, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new BudgetReservation(Guid.NewGuid(), amount, Denied: null, HighestUse: 0));

    public ValueTask SettleAsync(BudgetReservation reservation, decimal actual, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<decimal> GetUsedAsync(BudgetAccount account, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);
}
