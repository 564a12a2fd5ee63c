using Npgsql;
using OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

namespace OptPolicy.Stores.Postgres.Tests;

[Collection(PostgresCollection.Name)]
public sealed class PostgresSemanticStoreTests(PostgresServer server) : EvictingStoreContract, IAsyncLifetime
{
    private static readonly PostgresStoreOptions Options = new();

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.Absence is null, server.Absence ?? "");
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand(
            "DROP TABLE IF EXISTS optpolicy_semantic_entry, optpolicy_semantic_purge, optpolicy_semantic_age, optpolicy_semantic_state");
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task SmallPartitionIsFoundAmongManyNearerStrangers()
    {
        var store = Store();
        await Add(store, "ours", [0.8f, 0.6f, 0]);
        await using (var source = NpgsqlDataSource.Create(server.ConnectionString))
        {
            await using var strangers = source.CreateCommand("""
                INSERT INTO optpolicy_semantic_entry SELECT 'F', n::text, -n, policy, scope, tenant, model, tags, question, '[1,0,0]'::vector, answer, created, expires, cost, labels, users,
                    hits, worth, priority FROM optpolicy_semantic_entry, generate_series(1, 5000) n
                """);
            await strangers.ExecuteNonQueryAsync();
        }

        Assert.Equal(["ours"], (await Find(store, [1, 0, 0], floor: 0.7f)).Select(m => m.Entry.Question));
        Assert.Equal(5001, await store.CountAsync("desk", CancellationToken.None));
    }

    [Fact]
    public async Task OtherNodesSeeEntriesAndPurgesAtOnce()
    {
        var here = Store();
        var there = Store();
        await Add(here, "a", [1, 0, 0]);
        Assert.Single(await Find(there, [1, 0, 0]));

        await there.PurgeAsync(new SemanticPurge("desk"), CancellationToken.None);
        Assert.Empty(await Find(here, [1, 0, 0]));
        await Add(here, "b", [1, 0, 0]);
        Assert.Equal(["b"], (await Find(there, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task NodesThatStartTogetherCreateTheTablesOnce()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => Store()).ToArray();
        var counts = await Task.WhenAll(stores.Select(s => s.CountAsync("desk", CancellationToken.None).AsTask()));
        Assert.All(counts, static c => Assert.Equal(0, c));
    }

    [Fact]
    public async Task PurgingTwiceKeepsOneRow()
    {
        var store = Store();
        await store.PurgeAsync(new SemanticPurge("desk", Tag: "it"), CancellationToken.None);
        await store.PurgeAsync(new SemanticPurge("desk", Tag: "it"), CancellationToken.None);
        await store.PurgeAsync(new SemanticPurge("desk", Tenant: "it"), CancellationToken.None);

        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM optpolicy_semantic_purge");
        Assert.Equal(2L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task WhatExpiredOrWasPurgedIsDeletedOnTheWay()
    {
        var store = Store(capacity: 64);
        await store.AddAsync(Entry("short", [1, 0, 0]) with { Expires = Clock.GetUtcNow().AddMinutes(1) }, CancellationToken.None);
        await store.AddAsync(Entry("purged", [1, 0, 0]) with { Tags = ["it"] }, CancellationToken.None);
        await store.PurgeAsync(new SemanticPurge("desk", Tag: "it"), CancellationToken.None);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Add(store, "new", [1, 0, 0]);

        Assert.Equal(1, await store.CountAsync("desk", CancellationToken.None));
    }

    [Fact]
    public async Task KilledServerIsAnErrorAndIsFoundAgainWithItsEntries()
    {
        var store = Store();
        await Add(store, "a", [1, 0, 0]);
        await server.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Find(store, [1, 0, 0]));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Find(store, [1, 0, 0]));

        await server.StartAsync();
        Assert.Equal(["a"], (await Find(store, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    protected override ISemanticStore Open(SemanticStoreSettings settings) =>
        new PostgresStoreProvider(Options).Open(settings with { Store = new("postgres", server.ConnectionString) }, services: null);
}
