namespace OptPolicy;

/// <summary>Counts money against limits. Implementations are thread-safe and exact: concurrent reservations never exceed a limit together.</summary>
public interface IBudgetStore
{
    /// <summary>Reserves an amount in every account, or in none.</summary>
    /// <param name="charges">The accounts with their limits; at least one.</param>
    /// <param name="amount">US dollars; not negative.</param>
    /// <param name="cancellationToken">Stops waiting; nothing is then reserved.</param>
    /// <returns>A reservation, or the first account that could not cover the amount.</returns>
    ValueTask<BudgetReservation> ReserveAsync(ReadOnlyMemory<BudgetCharge> charges, decimal amount, CancellationToken cancellationToken = default);

    /// <summary>Replaces a reservation with what was really spent. Idempotent: a reservation settles once.</summary>
    /// <param name="reservation">A granted reservation.</param>
    /// <param name="actual">US dollars; may exceed the reservation, and is then still counted in full.</param>
    /// <param name="cancellationToken">Not honoured once the write has begun.</param>
    ValueTask SettleAsync(BudgetReservation reservation, decimal actual, CancellationToken cancellationToken = default);

    /// <summary>US dollars spent and reserved in an account's current window.</summary>
    ValueTask<decimal> GetUsedAsync(BudgetAccount account, CancellationToken cancellationToken = default);
}

/// <summary>One counter: a budget of a policy, whose money, and which window.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Budget">Index of the budget in the policy.</param>
/// <param name="Key">Whose: tenant, user or session; empty for global.</param>
/// <param name="WindowStart">Start of the calendar window in UTC; <see cref="DateTimeOffset.MinValue"/> for none.</param>
public readonly record struct BudgetAccount(string Policy, int Budget, string Key, DateTimeOffset WindowStart);

/// <summary>An account and the most it may hold.</summary>
/// <param name="Account">The counter.</param>
/// <param name="Limit">US dollars.</param>
public readonly record struct BudgetCharge(BudgetAccount Account, decimal Limit);

/// <summary>Money set aside for one attempt.</summary>
/// <param name="Id">Names the reservation in the store; empty when denied.</param>
/// <param name="Amount">US dollars.</param>
/// <param name="Denied">The account that could not cover the amount, or <see langword="null"/> when granted.</param>
/// <param name="HighestUse">The highest share of a limit in use over all accounts after this reservation, 0 to 1 and more.</param>
public sealed record BudgetReservation(Guid Id, decimal Amount, BudgetCharge? Denied, decimal HighestUse)
{
    /// <summary>The accounts it is held in.</summary>
    public ReadOnlyMemory<BudgetCharge> Charges { get; init; }

    /// <summary>Whether the money was set aside.</summary>
    public bool IsGranted => Denied is null;
}
