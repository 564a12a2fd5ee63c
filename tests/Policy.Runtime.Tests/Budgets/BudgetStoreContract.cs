using CsCheck;

namespace OptPolicy.Runtime.Tests.Budgets;

/// <summary>What every store must do; each store's tests derive from it.</summary>
public abstract class BudgetStoreContract
{
    protected static readonly DateTimeOffset Today = new(2026, 5, 4, 0, 0, 0, TimeSpan.Zero);

    protected static BudgetAccount Account(string key, int budget = 0, DateTimeOffset? window = null) => new("Desk", budget, key, window ?? Today);

    protected static ReadOnlyMemory<BudgetCharge> Charge(string key, decimal limit, int budget = 0, DateTimeOffset? window = null) =>
        new[] { new BudgetCharge(Account(key, budget, window), limit) };

    [Fact]
    public async Task AReservationCountsUntilItSettlesAtWhatWasSpent()
    {
        await using var store = await OpenAsync();

        var reservation = await store.Budgets.ReserveAsync(Charge("a", 1m), 0.4m);
        Assert.True(reservation.IsGranted);
        Assert.Equal(0.4m, await store.Budgets.GetUsedAsync(Account("a")));
        Assert.Equal(0.4m, reservation.HighestUse);

        await store.Budgets.SettleAsync(reservation, 0.000_000_25m);
        Assert.Equal(0.000_000_25m, await store.Budgets.GetUsedAsync(Account("a")));
    }

    [Fact]
    public async Task WhatDoesNotFitIsDeniedAndTakesNothing()
    {
        await using var store = await OpenAsync();
        await store.Budgets.ReserveAsync(Charge("a", 1m), 0.7m);

        var denied = await store.Budgets.ReserveAsync(Charge("a", 1m), 0.300_000_001m);

        Assert.False(denied.IsGranted);
        Assert.Equal(Account("a"), denied.Denied!.Value.Account);
        Assert.Equal(0.7m, denied.HighestUse);
        Assert.Equal(0.7m, await store.Budgets.GetUsedAsync(Account("a")));
        Assert.True((await store.Budgets.ReserveAsync(Charge("a", 1m), 0.3m)).IsGranted);
    }

    [Fact]
    public async Task SeveralAccountsReserveTogetherOrNotAtAll()
    {
        await using var store = await OpenAsync();
        BudgetCharge[] charges = [new(Account("a"), 1m), new(Account("b", budget: 1), 0.1m)];

        var denied = await store.Budgets.ReserveAsync(charges, 0.2m);

        Assert.Equal("b", denied.Denied!.Value.Account.Key);
        Assert.Equal(0m, await store.Budgets.GetUsedAsync(Account("a")));
        var granted = await store.Budgets.ReserveAsync(charges, 0.1m);
        Assert.Equal(1m, granted.HighestUse);
        Assert.Equal(0.1m, await store.Budgets.GetUsedAsync(Account("a")));
        Assert.Equal(0.1m, await store.Budgets.GetUsedAsync(Account("b", budget: 1)));
    }

    [Fact]
    public async Task SettlingTwiceCountsOnce()
    {
        await using var store = await OpenAsync();
        var reservation = await store.Budgets.ReserveAsync(Charge("a", 1m), 0.5m);

        await store.Budgets.SettleAsync(reservation, 0.2m);
        await store.Budgets.SettleAsync(reservation, 0.1m);

        Assert.Equal(0.2m, await store.Budgets.GetUsedAsync(Account("a")));
    }

    [Fact]
    public async Task SpendingMoreThanReservedCountsInFullAndOnlyFreeRequestsFitAfterwards()
    {
        await using var store = await OpenAsync();
        var reservation = await store.Budgets.ReserveAsync(Charge("a", 1m), 0.5m);

        await store.Budgets.SettleAsync(reservation, 1.5m);

        Assert.Equal(1.5m, await store.Budgets.GetUsedAsync(Account("a")));
        Assert.False((await store.Budgets.ReserveAsync(Charge("a", 1m), 0.000_000_001m)).IsGranted);
        Assert.True((await store.Budgets.ReserveAsync(Charge("a", 1m), 0m)).IsGranted);
    }

    [Fact]
    public async Task AWindowDoesNotInheritWhatTheOneBeforeSpent()
    {
        await using var store = await OpenAsync();
        await store.Budgets.ReserveAsync(Charge("a", 1m), 1m);

        var tomorrow = await store.Budgets.ReserveAsync(Charge("a", 1m, window: Today.AddDays(1)), 1m);

        Assert.True(tomorrow.IsGranted);
        Assert.False((await store.Budgets.ReserveAsync(Charge("a", 1m), 1m)).IsGranted);
    }

    [Fact]
    public async Task PoliciesBudgetsAndKeysAreCountedApart()
    {
        await using var store = await OpenAsync();
        await store.Budgets.ReserveAsync(Charge("a", 1m), 1m);

        Assert.True((await store.Budgets.ReserveAsync(Charge("A", 1m), 1m)).IsGranted);
        Assert.True((await store.Budgets.ReserveAsync(Charge("a", 1m, budget: 1), 1m)).IsGranted);
        Assert.True((await store.Budgets.ReserveAsync(new[] { new BudgetCharge(new BudgetAccount("Other", 0, "a", Today), 1m) }, 1m)).IsGranted);
    }

    [Fact]
    public async Task NegativeAmountsAreRefused()
    {
        await using var store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Budgets.ReserveAsync(Charge("a", 1m), -0.1m));
        var reservation = await store.Budgets.ReserveAsync(Charge("a", 1m), 0.1m);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.Budgets.SettleAsync(reservation, -0.1m));
    }

    [Fact]
    public async Task ACancelledReservationTakesNothing()
    {
        await using var store = await OpenAsync();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.Budgets.ReserveAsync(Charge("a", 1m), 0.1m, cancellation.Token));

        Assert.Equal(0m, await store.Budgets.GetUsedAsync(Account("a")));
    }

    [Fact]
    public async Task ConcurrentReservationsNeverExceedALimitTogether()
    {
        await using var store = await OpenAsync();
        var tasks = Enumerable.Range(0, 1000).Select(i => Task.Run(async () =>
        {
            var reservation = await store.Budgets.ReserveAsync(new BudgetCharge[] { new(Account(""), 1m), new(Account($"t{i % 7}", budget: 1), 0.2m) }, 0.003m);
            Assert.True(await store.Budgets.GetUsedAsync(Account("")) <= 1m);
            if (reservation.IsGranted)
                await store.Budgets.SettleAsync(reservation, i % 3 == 0 ? 0.003m : 0.001m);
            return reservation.IsGranted;
        }));

        var granted = (await Task.WhenAll(tasks)).Count(static g => g);

        var used = await store.Budgets.GetUsedAsync(Account(""));
        Assert.InRange(used, 0.001m * granted, 1m);
        Assert.True(granted >= 333);
        for (var i = 0; i < 7; i++)
            Assert.True(await store.Budgets.GetUsedAsync(Account($"t{i}", budget: 1)) <= 0.2m);
    }

    [Fact]
    public async Task AgreesWithASimpleModel()
    {
        await using var store = await OpenAsync();
        var operation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 400], Gen.Int[0, 600]);
        var run = 0;
        await operation.Array[1, 30].SampleAsync(async operations =>
        {
            var prefix = $"run{run++}-";
            var used = new decimal[3];
            foreach (var (kind, key, reserveThousandths, actualThousandths) in operations)
            {
                var amount = reserveThousandths / 1000m;
                BudgetCharge[] charges = kind == 0
                    ? [new(Account(prefix + 0), 1m), new(Account(prefix + 1), 1m), new(Account(prefix + 2), 1m)]
                    : [new(Account(prefix + key), 1m)];
                int[] keys = kind == 0 ? [0, 1, 2] : [key];
                var fits = amount == 0 || keys.All(k => used[k] + amount <= 1m);
                var reservation = await store.Budgets.ReserveAsync(charges, amount);
                if (reservation.IsGranted != fits)
                    return false;
                if (!fits)
                    continue;
                var spent = kind == 3 ? amount : actualThousandths / 1000m;
                if (kind != 3)
                    await store.Budgets.SettleAsync(reservation, spent);
                foreach (var k in keys)
                    used[k] += spent;
            }

            for (var k = 0; k < 3; k++)
            {
                if (await store.Budgets.GetUsedAsync(Account(prefix + k)) != used[k])
                    return false;
            }

            return true;
        }, seed: "0000budget02", iter: ModelRuns, threads: 1);
    }

    protected virtual int ModelRuns => 2_000;

    private protected abstract ValueTask<OpenStore> OpenAsync();

    private protected sealed record OpenStore(IBudgetStore Budgets, Func<ValueTask>? Close = null) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Close?.Invoke() ?? default;
    }
}
