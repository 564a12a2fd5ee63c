using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OptPolicy.Generator.Tests.Harness;

namespace OptPolicy.Generator.Tests.Tuning;

public sealed class TuningTests
{
    private const string Ttl = "OptPolicy:SupportDesk:CacheExactTtl";
    private const string Limit = "OptPolicy:SupportDesk:BudgetTenantLimit";

    private const string Composition = """

        public static class Composition
        {
            public static void Add(Microsoft.Extensions.DependencyInjection.IServiceCollection services, Microsoft.Extensions.AI.IChatClient client) =>
                services.AddSupportDesk(_ => new SupportDeskModels { Premium = client, GptMini = client, DeskLocal = client });
        }
        """;

    private static readonly Assembly App = new PolicyProject(Support.File) { CSharp = Support.Predicates + Composition }.Load();

    [Fact]
    public void DefaultsOfThePolicyHoldWithoutConfiguration()
    {
        var policy = Policy(services: []);
        Assert.Equal(TimeSpan.FromHours(24), policy.ExactCache?.Ttl);
        Assert.Equal(50m, policy.Budgets[0].Limit);
    }

    [Fact]
    public void ConfigurationOverridesInTheUnitsOfTheLanguage()
    {
        var policy = Policy(Configured(out _, (Ttl, "90min"), (Limit, "$75.50")));
        Assert.Equal(TimeSpan.FromMinutes(90), policy.ExactCache?.Ttl);
        Assert.Equal(75.50m, policy.Budgets[0].Limit);
    }

    [Fact]
    public void ReloadTakesEffectOnTheNextRead()
    {
        var policy = Policy(Configured(out var configuration, (Ttl, "2h")));
        Assert.Equal(TimeSpan.FromHours(2), policy.ExactCache?.Ttl);
        configuration[Ttl] = "3h";
        configuration.Reload();
        Assert.Equal(TimeSpan.FromHours(3), policy.ExactCache?.Ttl);
        Assert.Same(policy.ExactCache, policy.ExactCache);
    }

    [Theory]
    [InlineData("90d")]
    [InlineData("forever")]
    public void InvalidReloadKeepsTheLastValidValues(string invalid)
    {
        var policy = Policy(Configured(out var configuration, (Ttl, "2h")));
        configuration[Ttl] = invalid;
        configuration.Reload();
        Assert.Equal(TimeSpan.FromHours(2), policy.ExactCache?.Ttl);
        configuration[Ttl] = "4h";
        configuration.Reload();
        Assert.Equal(TimeSpan.FromHours(4), policy.ExactCache?.Ttl);
    }

    [Fact]
    public void AppDoesNotStartWithValuesOutsideTheRange()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Policy(Configured(out _, (Ttl, "90d"), (Limit, "$1"))));
        Assert.Equal(
            [
                "OptPolicy:SupportDesk:CacheExactTtl is 90.00:00:00; support.optpolicy(43,5) allows 1h to 48h",
                "OptPolicy:SupportDesk:BudgetTenantLimit is 1; support.optpolicy(70,5) allows $10 to $200",
            ],
            error.Failures);
    }

    [Fact]
    public void TextWithoutAUnitIsRefusedWithAnExample()
    {
        var error = Assert.Throws<OptionsValidationException>(() => Policy(Configured(out _, (Ttl, "12"))));
        Assert.Equal(["OptPolicy:SupportDesk:CacheExactTtl is '12'; write it like 12h"], error.Failures);
    }

    [Fact]
    public void ValuesGivenInCodeAreCheckedToo()
    {
        var tuning = Activator.CreateInstance(App.GetType("Shop.SupportDeskTuning", throwOnError: true)!)!;
        tuning.GetType().GetProperty("CacheExactTtl")!.SetValue(tuning, TimeSpan.FromHours(3));
        var policy = (CompiledPolicy)Activator.CreateInstance(App.GetType("Shop.SupportDesk")!, tuning)!;
        Assert.Equal(TimeSpan.FromHours(3), policy.ExactCache?.Ttl);

        tuning.GetType().GetProperty("CacheExactTtl")!.SetValue(tuning, TimeSpan.FromDays(90));
        var error = Assert.Throws<TargetInvocationException>(() => Activator.CreateInstance(App.GetType("Shop.SupportDesk")!, tuning));
        Assert.Contains("allows 1h to 48h", Assert.IsType<ArgumentException>(error.InnerException).Message, StringComparison.Ordinal);
    }

    private static ServiceCollection Configured(out IConfigurationRoot configuration, params (string Key, string Value)[] values)
    {
        configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(static v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        return services;
    }

    private static CompiledPolicy Policy(ServiceCollection services)
    {
        App.GetType("Shop.Composition", throwOnError: true)!.GetMethod("Add")!.Invoke(null, [services, new SilentClient()]);
        var client = services.BuildServiceProvider().GetRequiredService<IChatClient>();
        return client.GetRequiredService<CompiledPolicy>();
    }

    private sealed class SilentClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
