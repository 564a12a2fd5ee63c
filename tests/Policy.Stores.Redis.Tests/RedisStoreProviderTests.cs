using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy.Stores.Redis.Tests;

public sealed class RedisStoreProviderTests
{
    private static readonly RedisStoreProvider Provider = new(new RedisStoreOptions());

    [Fact]
    public void RegisteringTwiceRegistersOnce()
    {
        using var services = new ServiceCollection().AddOptPolicyRedis().AddOptPolicyRedis().BuildServiceProvider();

        Assert.Equal("redis", Assert.Single(services.GetServices<ISemanticStoreProvider>()).Kind);
    }

    [Fact]
    public void NameThatNothingKnowsSaysWhatToSet()
    {
        using var services = Configured("ConnectionStrings:Other", "127.0.0.1:1");

        var exception = Assert.Throws<PolicyConfigurationException>(() => Provider.Open(Settings("Cache"), services));
        Assert.Contains("set ConnectionStrings:Cache", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ConnectionStrings:Cache")]
    [InlineData("Cache")]
    public async Task ServerIsNotContactedBeforeTheFirstUse(string key)
    {
        using var services = Configured(key, "127.0.0.1:1");

        await using var store = Provider.Open(Settings("Cache"), services);
        Assert.IsType<RedisSemanticStore>(store);
    }

    [Fact]
    public void ConnectionStringThatIsNoneIsNotQuoted()
    {
        using var services = Configured("ConnectionStrings:Cache", "127.0.0.1:1,password=secret,connectTimeout=secret");

        var exception = Assert.Throws<PolicyConfigurationException>(() => Provider.Open(Settings("Cache"), services));
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }

    private static ServiceProvider Configured(string key, string connection) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new(key, connection)]).Build()).BuildServiceProvider();

    private static SemanticStoreSettings Settings(string name) => new("desk", new("redis", name), 3, 1000, CapacityPerScope: null, TimeProvider.System);
}
