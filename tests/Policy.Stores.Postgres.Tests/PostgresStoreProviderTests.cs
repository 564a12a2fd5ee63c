using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy.Stores.Postgres.Tests;

public sealed class PostgresStoreProviderTests
{
    [Fact]
    public void RegisteringTwiceGivesOneProvider()
    {
        using var services = new ServiceCollection().AddOptPolicyPostgres().AddOptPolicyPostgres().BuildServiceProvider();
        Assert.Equal("postgres", Assert.Single(services.GetServices<ISemanticStoreProvider>()).Kind);
    }

    [Fact]
    public void MissingConnectionStringIsNamed()
    {
        var exception = Assert.Throws<PolicyConfigurationException>(() => new PostgresStoreProvider(new()).Open(Settings("cache", TimeProvider.System), services: null));
        Assert.Contains("ConnectionStrings:cache", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'desk'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BadConnectionStringIsNotQuoted()
    {
        using var services = Configured("Host=x;Pass=word=secret");
        var exception = Assert.Throws<PolicyConfigurationException>(() => new PostgresStoreProvider(new()).Open(Settings("cache", TimeProvider.System), services));
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerThatNeverAnswersIsATimeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var services = Configured($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=u;Password=p;SSL Mode=Disable");
        var options = new PostgresStoreOptions { Timeout = TimeSpan.FromMilliseconds(50), SchemaTimeout = TimeSpan.FromMilliseconds(100) };
        await using var store = new PostgresStoreProvider(options).Open(Settings("cache", TimeProvider.System), services);

        var exception = await Assert.ThrowsAsync<TimeoutException>(async () => await store.CountAsync("desk", CancellationToken.None));
        Assert.Contains("policy 'desk' within 50 ms", exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Configured(string connection) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:cache", connection)]).Build()).BuildServiceProvider();

    private static SemanticStoreSettings Settings(string name, TimeProvider time) => new("desk", new("postgres", name), 3, 1000, CapacityPerScope: null, time);
}
