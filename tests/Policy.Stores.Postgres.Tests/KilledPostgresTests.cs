using OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

namespace OptPolicy.Stores.Postgres.Tests;

[Collection(PostgresCollection.Name)]
public sealed class KilledPostgresTests(PostgresServer server) : KilledStoreContract, IAsyncLifetime
{
    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(server.Absence is null, server.Absence ?? "");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ISemanticStoreProvider Provider { get; } = new PostgresStoreProvider(new PostgresStoreOptions());

    protected override SemanticStoreInfo Place => new("postgres", server.ConnectionString);

    protected override Task KillAsync() => server.KillAsync();

    protected override Task StartAsync() => server.StartAsync();
}
