using OptPolicy.Runtime.Tests.Caching.Semantic.Stores;
using StackExchange.Redis;

namespace OptPolicy.Stores.Redis.Tests;

[Collection(RedisCollection.Name)]
public sealed class RedisSemanticStoreTests(RedisServer server) : EvictingStoreContract, IAsyncLifetime
{
    private static readonly RedisStoreOptions Options = new() { Timeout = TimeSpan.FromSeconds(5) };

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.Absence is null, server.Absence ?? "");
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await connection.GetServers()[0].FlushAllDatabasesAsync();
    }

    [Fact]
    public async Task OtherNodesSeeEntriesAndForgetsAndPurgesAtOnce()
    {
        var here = Store();
        var there = Store();
        await Add(here, "a", [1, 0, 0]);
        Assert.Single(await Find(there, [1, 0, 0]));

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
    public async Task ReplacedOnAnotherNodeIsFoundInItsNewPlaceOnly()
    {
        var here = Store();
        var there = Store();
        await Add(here, "a", [1, 0, 0]);
        Assert.Single(await Find(there, [1, 0, 0]));

        await there.AddAsync(Entry("a", [0, 1, 0]) with { Question = "new" }, CancellationToken.None);
        Assert.Empty(await Find(here, [1, 0, 0], floor: 0.5f));
        Assert.Equal("new", (await Find(here, [0, 1, 0])).Single().Entry.Question);
    }

    [Fact]
    public async Task WhatStandsBehindManyThatArePurgedIsFound()
    {
        var store = Store();
        var there = Store();
        for (var i = 0; i < 20; i++)
            await store.AddAsync(Entry($"{i}", [1, 0, 0]) with { Tags = ["old"] }, CancellationToken.None);
        Assert.Equal(4, (await Find(there, [1, 0, 0])).Count);
        await store.AddAsync(Entry("kept", [0.98f, 0.199f, 0]), CancellationToken.None);
        await store.PurgeAsync(new SemanticPurge("desk", Tag: "old"), CancellationToken.None);

        Assert.Equal(["kept"], (await Find(there, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task AServerThatBeginsAnewIsFollowed()
    {
        var store = Store();
        await Add(store, "old", [1, 0, 0]);
        await Add(store, "older", [1, 0, 0]);
        Assert.Equal(2, (await Find(store, [1, 0, 0])).Count);
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString))
            await connection.GetServers()[0].FlushAllDatabasesAsync();

        Assert.Empty(await Find(store, [1, 0, 0]));
        await Add(store, "new", [1, 0, 0]);
        Assert.Equal(["new"], (await Find(store, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task WhatExpiredLeavesOnTheWay()
    {
        var store = Store();
        for (var i = 0; i < 5; i++)
            await store.AddAsync(Entry($"{i}", [1, 0, 0]) with { Expires = Clock.GetUtcNow().AddMinutes(1) }, CancellationToken.None);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Add(store, "new", [1, 0, 0]);

        Assert.Equal(1, await store.CountAsync("desk", CancellationToken.None));
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        Assert.DoesNotContain(connection.GetServers()[0].Keys(pattern: "*").Select(static k => k.ToString()), static k => k.Contains(":e:", StringComparison.Ordinal) && !k.Contains(Hash("new"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task ManyEntriesAreReadInPages()
    {
        var here = Store();
        for (var i = 0; i < 600; i++)
            await here.AddAsync(Entry($"{i}", [MathF.Cos(i * 0.005f), MathF.Sin(i * 0.005f), 0]), CancellationToken.None);

        var found = await Find(Store(), [MathF.Cos(599 * 0.005f), MathF.Sin(599 * 0.005f), 0], floor: 0.99f, count: 1);
        Assert.Equal("599", found.Single().Entry.Question);
    }

    [Fact]
    public async Task KilledServerIsAnErrorAndIsFoundAgainWithItsEntries()
    {
        var store = Store();
        await Add(store, "a", [1, 0, 0]);
        await server.KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Find(store, [1, 0, 0]));
        await Assert.ThrowsAnyAsync<Exception>(() => Find(store, [1, 0, 0]));

        await server.StartAsync();
        Assert.Equal(["a"], (await Eventually(() => Find(store, [1, 0, 0]))).Select(m => m.Entry.Question));
    }

    protected override ISemanticStore Open(SemanticStoreSettings settings) =>
        new RedisStoreProvider(Options).Open(settings with { Store = new("redis", server.ConnectionString) }, services: null);

    // The connection comes back by itself, in its own time.
    private static async Task<T> Eventually<T>(Func<Task<T>> ask)
    {
        for (var left = 200; ; left--)
        {
            try
            {
                return await ask();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException && left > 0)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    private static string Hash(string question) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(question)))[..32];
}
