using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.VectorData;

namespace OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

public sealed class CollectionSemanticStoreTests : SemanticStoreContract
{
    private readonly FakeCollection _collection = new();

    [Fact]
    public async Task NodesSeeEachOthersEntriesAndPurges()
    {
        var (here, there) = (Store(), Store());
        await Add(here, "a", [1, 0, 0]);
        Assert.Single(await Find(there, [1, 0, 0]));
        await there.PurgeAsync(new SemanticPurge("desk"), CancellationToken.None);
        Assert.Empty(await Find(here, [1, 0, 0]));
        await Add(here, "b", [1, 0, 0]);
        Assert.Equal(["b"], (await Find(there, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task WhatStandsBehindManyThatArePurgedIsFound()
    {
        var store = Store();
        for (var i = 0; i < 50; i++)
            await store.AddAsync(Entry($"{i}", [1, 0, 0]) with { Tags = ["old"] }, CancellationToken.None);
        await store.AddAsync(Entry("kept", Unit(1, 0.2f, 0)), CancellationToken.None);
        await store.PurgeAsync(new SemanticPurge("desk", Tag: "old"), CancellationToken.None);

        Assert.Equal(["kept"], (await Find(store, [1, 0, 0])).Select(m => m.Entry.Question));
    }

    [Fact]
    public async Task WhatIsLearnedAboutAnEntryDoesNotBringItBack()
    {
        var store = Store();
        await Add(store, "a", [1, 0, 0]);
        var found = (await Find(store, [1, 0, 0])).Single().Entry;
        _collection.OnRead = key =>
        {
            _collection.OnRead = null;
            _ = _collection.DeleteAsync(key);
        };
        await store.UpdateAsync(found.Partition, found.Id, found.State with { Hits = 1 }, CancellationToken.None);

        Assert.Empty(await Find(store, [1, 0, 0]));
        Assert.Equal(0, await store.CountAsync("desk", CancellationToken.None));
    }

    [Fact]
    public async Task PurgesAreObeyedHoweverManyThereAre()
    {
        var store = Store();
        await store.AddAsync(Entry("a", [1, 0, 0]) with { Tags = ["old"] }, CancellationToken.None);
        for (var i = 0; i < 1000; i++)
        {
            var mark = new PurgeMark("desk", Tenant: null, Model: null, $"tag {i}", 1);
            await _collection.UpsertAsync(new SemanticCacheRecord { Key = $"!{i}", Partition = "purges", Policy = "desk", Content = JsonSerializer.Serialize(mark, EntryJson.Default.PurgeMark), Vector = new float[] { 1, 0, 0 } });
        }

        Assert.Single(await Find(store, [1, 0, 0]));
        await store.PurgeAsync(new SemanticPurge("desk", Tag: "old"), CancellationToken.None);
        Assert.Empty(await Find(store, [1, 0, 0]));
    }

    [Fact]
    public void AMissingRegistrationSaysWhatToWrite()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var error = Assert.Throws<PolicyConfigurationException>(() => new CollectionStoreProvider().Open(new SemanticStoreSettings("desk", new("collection", "answers"), 256, 100, null, TimeProvider.System), services));
        Assert.Contains("collection(\"answers\")", error.Message, StringComparison.Ordinal);
        Assert.Contains("SemanticCacheRecord.Definition(256)", error.Message, StringComparison.Ordinal);
    }

    protected override ISemanticStore Open(SemanticStoreSettings settings)
    {
        var services = new ServiceCollection().AddKeyedSingleton<VectorStoreCollection<string, SemanticCacheRecord>>("answers", _collection).BuildServiceProvider();
        return new CollectionStoreProvider().Open(settings with { Store = new("collection", "answers") }, services);
    }
}
