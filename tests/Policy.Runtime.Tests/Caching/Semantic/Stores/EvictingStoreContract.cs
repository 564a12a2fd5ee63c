namespace OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

/// <summary>What every store must do that decides itself which entries leave.</summary>
public abstract class EvictingStoreContract : SemanticStoreContract
{
    [Fact]
    public async Task CapacityHoldsAndTheValuableStay()
    {
        var store = Store(capacity: 64);
        await store.AddAsync(Entry("dear", [0, 0, 1]) with { Cost = 1 }, CancellationToken.None);
        for (var i = 0; i < 300; i++)
            await store.AddAsync(Entry($"{i}", Unit(1, i, 0)) with { Cost = 0.0001m }, CancellationToken.None);

        Assert.InRange(await store.CountAsync("desk", CancellationToken.None), 50, 64);
        Assert.Equal("dear", (await Find(store, [0, 0, 1])).Single().Entry.Question);
    }

    [Fact]
    public async Task OneScopeCannotPushOutTheOthers()
    {
        var store = Store(capacity: 1000, perScope: 10);
        await store.AddAsync(Entry("quiet", [0, 0, 1]) with { Scope = "quiet" }, CancellationToken.None);
        for (var i = 0; i < 100; i++)
            await store.AddAsync(Entry($"{i}", Unit(1, i, 0)) with { Scope = "loud" }, CancellationToken.None);

        Assert.InRange(await store.CountAsync("desk", CancellationToken.None), 2, 11);
        Assert.Single(await Find(store, [0, 0, 1]));
    }
}
