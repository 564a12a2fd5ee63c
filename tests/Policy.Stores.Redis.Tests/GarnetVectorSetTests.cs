using StackExchange.Redis;

namespace OptPolicy.Stores.Redis.Tests;

[Collection(GarnetCollection.Name)]
public sealed class GarnetVectorSetTests(GarnetServerInProcess server) : GarnetStoreContract(server, vectorSets: true)
{
    private readonly GarnetServerInProcess _server = server;

    [Fact]
    public async Task TheServerSearchesAndWhatLeavesLeavesItsSet()
    {
        var store = Store();
        await Add(store, "a", [1, 0, 0]);
        await Add(store, "b", [0, 1, 0]);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_server.ConnectionString);
        var set = $"optpolicy:{{desk}}:v:{Partition}";
        Assert.Equal(2, (long)await connection.GetDatabase().ExecuteAsync("VCARD", set));

        Assert.True(await store.ForgetAsync(Partition, (await Find(store, [1, 0, 0])).Single().Entry.Id, CancellationToken.None));
        Assert.Equal(1, (long)await connection.GetDatabase().ExecuteAsync("VCARD", set));
        Assert.True(await store.ForgetAsync(Partition, (await Find(store, [0, 1, 0])).Single().Entry.Id, CancellationToken.None));
        Assert.False(await connection.GetDatabase().KeyExistsAsync(set));
    }
}
