using OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

namespace OptPolicy.Stores.Redis.Tests;

[Collection(RedisCollection.Name)]
public sealed class KilledRedisTests(RedisServer server) : KilledStoreContract, IAsyncLifetime
{
    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.Absence is null, server.Absence ?? "");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ISemanticStoreProvider Provider { get; } = new RedisStoreProvider(new RedisStoreOptions());

    protected override SemanticStoreInfo Place => new("redis", server.ConnectionString);

    protected override Task KillAsync() => server.KillAsync();

    protected override Task StartAsync() => server.StartAsync();
}
