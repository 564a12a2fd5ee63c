using OptPolicy.Runtime.Tests.Caching.Semantic.Stores;
using StackExchange.Redis;

namespace OptPolicy.Stores.Redis.Tests;

/// <summary>What every store must do, on Garnet, and what nodes see of each other there.</summary>
public abstract class GarnetStoreContract(GarnetServerInProcess server, bool vectorSets) : EvictingStoreContract, IAsyncLifetime
{
    private readonly RedisStoreOptions _options = new() { Timeout = TimeSpan.FromSeconds(10), VectorSets = vectorSets };

    public async ValueTask InitializeAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await connection.GetServers()[0].FlushAllDatabasesAsync();
    }

    [Fact]
    public async Task OtherNodesSeeEntriesAndForgetsAndPurgesAtOnce()
    {
        var (here, there) = (Store(), Store());
        await Add(here, "a", [1, 0, 0]);
        var found = (await Find(there, [1, 0, 0])).Single().Entry;
        await here.ForgetAsync(found.Partition, found.Id, CancellationToken.None);
        Assert.Empty(await Find(there, [1, 0, 0]));

        await Add(here, "b", [1, 0, 0]);
        await there.PurgeAsync(new SemanticPurge("desk"), CancellationToken.None);
        Assert.Empty(await Find(here, [1, 0, 0]));
        await Add(here, "c", [1, 0, 0]);
        Assert.Equal(["c"], (await Find(there, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task WhatStandsBehindManyThatArePurgedIsFound()
    {
        var store = Store();
        for (var i = 0; i < 20; i++)
            await store.AddAsync(Entry($"{i}", Unit(1, i * 0.001f, 0)) with { Tags = ["old"] }, CancellationToken.None);
        await store.AddAsync(Entry("kept", Unit(1, 0.2f, 0)), CancellationToken.None);
        await store.PurgeAsync(new SemanticPurge("desk", Tag: "old"), CancellationToken.None);

        Assert.Equal(["kept"], (await Find(store, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    protected override ISemanticStore Open(SemanticStoreSettings settings) =>
        new RedisStoreProvider(_options).Open(settings with { Store = new("redis", server.ConnectionString) }, services: null);
}
