namespace OptPolicy.Runtime.Tests.Budgets;

public sealed class InMemoryBudgetStoreTests : BudgetStoreContract
{
    private protected override ValueTask<OpenStore> OpenAsync() => new(new OpenStore(new InMemoryBudgetStore()));

    [Fact]
    public async Task WindowsThatAreLongOverCostNoMemory()
    {
        var store = new InMemoryBudgetStore();
        await store.ReserveAsync(Charge("old", 1m, window: Today), 0.5m);

        await store.ReserveAsync(Charge("old", 1m, window: Today.AddDays(1)), 0.1m);
        await store.ReserveAsync(Charge("old", 1m, window: Today.AddDays(2)), 0.2m);

        Assert.Equal(0.1m, await store.GetUsedAsync(Account("old", window: Today)));
        Assert.Equal(0.2m, await store.GetUsedAsync(Account("old", window: Today.AddDays(2))));
    }

    [Fact]
    public async Task ARequestFromAForgottenWindowCountsInTheOldestRememberedOne()
    {
        var store = new InMemoryBudgetStore();
        for (var day = 0; day < 3; day++)
            await store.ReserveAsync(Charge("a", 1m, window: Today.AddDays(day)), 0.5m);

        Assert.True((await store.ReserveAsync(Charge("a", 1m, window: Today), 0.5m)).IsGranted);
        Assert.False((await store.ReserveAsync(Charge("a", 1m, window: Today), 0.5m)).IsGranted);
    }

    [Fact]
    public async Task SettlingAfterTheWindowIsForgottenIsHarmless()
    {
        var store = new InMemoryBudgetStore();
        var reservation = await store.ReserveAsync(Charge("a", 1m), 0.5m);
        for (var day = 1; day < 4; day++)
            await store.ReserveAsync(Charge("b", 1m, window: Today.AddDays(day)), 0.5m);

        await store.SettleAsync(reservation, 0.1m);

        Assert.Equal(0m, await store.GetUsedAsync(Account("a", window: Today.AddDays(3))));
    }

    [Fact]
    public async Task AnIdleTenantCostsAtMostTwoKilobytes()
    {
        const int tenants = 20_000;
        var keys = Enumerable.Range(0, tenants).Select(static i => $"tenant-{i}").ToArray();
        var store = new InMemoryBudgetStore();
        await store.ReserveAsync(Charge("warm", 1m), 0.1m);
        // Everything below completes on this thread, and what is allocated bounds what is kept.
        var before = GC.GetAllocatedBytesForCurrentThread();

        foreach (var key in keys)
            await store.SettleAsync(await store.ReserveAsync(Charge(key, 1m), 0.1m), 0.05m);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / tenants, 0, 2048);
    }
}
