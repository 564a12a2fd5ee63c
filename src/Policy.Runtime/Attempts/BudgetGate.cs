using System.Collections.Immutable;

namespace OptPolicy;

/// <summary>Lets an attempt through only when every budget can cover its worst case, and settles what it really cost.</summary>
/// <remarks>Thread-safe. Budgets of one request are counted in the request itself; all others in the store.</remarks>
internal sealed class BudgetGate(string policy, IBudgetStore store, TimeProvider time, PolicyLog log)
{
    /// <summary>Reserves the worst case of one attempt.</summary>
    public async ValueTask<BudgetLease> ReserveAsync(PolicyRequest request, ModelInfo model, CancellationToken cancellationToken)
    {
        var budgets = request.Budgets;
        if (budgets.IsEmpty || model.IsFree) return default;

        var worst = AttemptCost.WorstCase(model, request.InputBound, request.CallerMaxOutput);
        var charges = new BudgetCharge[budgets.Length];
        var count = 0;
        foreach (var budget in budgets)
        {
            var ceiling = BudgetCeiling.For(budget, model.Index);
            if (budget.Scope == BudgetScope.Request)
            {
                var spent = request.SpentBefore + request.Spent;
                if (spent + worst > ceiling.Amount) return Denied(new(budget, ceiling.Amount, spent, worst, ceiling.DegradeModel));
            }
            else
            {
                charges[count++] = new(AccountOf(budget, request.Facts), ceiling.Amount);
            }
        }

        if (count == 0) return new(worst, Applies: true, null, null);
        var reservation = await store.ReserveAsync(charges.AsMemory(0, count), worst, cancellationToken).ConfigureAwait(false);
        if (reservation.Denied is { } denied)
        {
            var budget = budgets.First(b => b.Index == denied.Account.Budget);
            var ceiling = BudgetCeiling.For(budget, model.Index);
            return Denied(new(budget, ceiling.Amount, reservation.HighestUse * denied.Limit, worst, ceiling.DegradeModel));
        }

        // The highest use counts this reservation and a lowered ceiling, so it never misses a warning; the exact share decides.
        if (HasWarnings(budgets, reservation.HighestUse)) await WarnAsync(request, budgets, charges.AsMemory(0, count), worst).ConfigureAwait(false);
        return new(worst, Applies: true, reservation, null);
    }

    /// <summary>Replaces the reservation with what was spent. A store that fails keeps the reservation, which is never too little.</summary>
    public async ValueTask SettleAsync(BudgetLease lease, decimal actual)
    {
        if (lease.Reservation is not { } reservation) return;
        try
        {
            await store.SettleAsync(reservation, actual, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            PolicyMeter.SettleFailed(policy);
            log.SettleFailed(policy, exception);
        }
    }

    private static BudgetLease Denied(BudgetDenial denial) => new(0, Applies: true, null, denial);

    private BudgetAccount AccountOf(BudgetInfo budget, RequestFacts facts) =>
        new(policy, budget.Index, BudgetKey.Of(budget.Scope, facts), BudgetWindows.StartOf(budget.Window, BudgetWindows.Zone(budget.TimeZone), time.GetUtcNow()));

    private async ValueTask WarnAsync(PolicyRequest request, ImmutableArray<BudgetInfo> budgets, ReadOnlyMemory<BudgetCharge> charges, decimal worst)
    {
        try
        {
            for (var i = 0; i < charges.Length; i++)
            {
                var account = charges.Span[i].Account;
                var budget = budgets.First(b => b.Index == account.Budget);
                if (budget.Limit <= 0) continue;
                var share = (await store.GetUsedAsync(account, CancellationToken.None).ConfigureAwait(false) - worst) / budget.Limit;
                if (!Warns(budget, share)) continue;
                var name = BudgetText.Share(budget, share);
                request.Note(name);
                PolicyMeter.BudgetWarned(policy, budget.Scope);
                log.BudgetWarning(policy, name);
            }
        }
        catch (Exception exception)
        {
            // The money is reserved: a warning that cannot be given is no reason to lose it.
            log.WarningFailed(policy, exception);
        }
    }

    private static bool HasWarnings(ImmutableArray<BudgetInfo> budgets, decimal share)
    {
        foreach (var budget in budgets)
        {
            if (Warns(budget, share)) return true;
        }

        return false;
    }

    private static bool Warns(BudgetInfo budget, decimal share)
    {
        foreach (var step in budget.Steps)
        {
            if (step.Action == BudgetAction.Warn && share >= step.At) return true;
        }

        return false;
    }
}
