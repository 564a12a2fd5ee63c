using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy.Runtime.Tests.Providers;

public sealed class OpenAIModelsTests
{
    private const string Answer = """{"id":"c1","object":"chat.completion","created":1,"model":"served","choices":[{"index":0,"message":{"role":"assistant","content":"pong"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""";

    [Fact]
    public async Task CallsTheDeclaredEndpointWithTheConfiguredKeyAndModel()
    {
        await using var server = new LoopbackServer(200, Answer);
        using var services = Services(("DESK_KEY", "secret-1"));
        var model = new ModelInfo(0, "mini", ModelProvider.OpenAI) { ProviderArgument = "gpt-5-mini", Endpoint = server.Address + "v1", ApiKeyName = "DESK_KEY" };
        using var client = ModelProviders.Create("Desk", model, services, new PolicyChatClientOptions());

        var response = await client.GetResponseAsync("ping");

        Assert.Equal("pong", response.Text);
        Assert.Equal((7, 2), (response.Usage!.InputTokenCount, response.Usage.OutputTokenCount));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("/v1/chat/completions", "Bearer secret-1"), (request.Path, request.Authorization));
        Assert.Contains("\"gpt-5-mini\"", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakesTheBaseAddressFromConfigurationWhenThePolicyNamesNone()
    {
        await using var server = new LoopbackServer(200, Answer);
        using var services = Services(("OPENAI_BASE_URL", server.Address + "other"));
        using var client = ModelProviders.Create("Desk", new ModelInfo(0, "mini", ModelProvider.OpenAI), services, new PolicyChatClientOptions());

        await client.GetResponseAsync("ping");

        Assert.Equal("/other/chat/completions", Assert.Single(server.Requests).Path);
    }

    [Fact]
    public async Task NeverRetriesByItself()
    {
        await using var server = new LoopbackServer(503, "{}");
        using var client = ModelProviders.Create("Desk", new ModelInfo(0, "mini", ModelProvider.OpenAI) { Endpoint = server.Address }, Services(), new PolicyChatClientOptions());

        await Assert.ThrowsAsync<System.ClientModel.ClientResultException>(() => client.GetResponseAsync("ping"));

        Assert.Single(server.Requests);
    }

    [Fact]
    public void AMissingKeyNamesPolicyModelAndWhereToPutIt()
    {
        var model = new ModelInfo(0, "mini", ModelProvider.OpenAI) { ApiKeyName = "NO_SUCH_KEY_4711" };

        var error = Assert.Throws<PolicyConfigurationException>(() => ModelProviders.Create("Desk", model, Services(), new PolicyChatClientOptions()));

        Assert.Contains("'Desk'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'mini'", error.Message, StringComparison.Ordinal);
        Assert.Contains("NO_SUCH_KEY_4711", error.Message, StringComparison.Ordinal);
        Assert.Contains("api_key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeclaredKeyIsNeededEvenOnThisMachine()
    {
        var model = new ModelInfo(0, "mini", ModelProvider.OpenAI) { ApiKeyName = "NO_SUCH_KEY_4711", Endpoint = "http://localhost:1/v1" };

        Assert.Throws<PolicyConfigurationException>(() => ModelProviders.Create("Desk", model, Services(), new PolicyChatClientOptions()));
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("ftp://host/v1")]
    public void AnEndpointThatIsNoAddressIsAnError(string endpoint)
    {
        var error = Assert.Throws<PolicyConfigurationException>(() => ModelProviders.Create("Desk", new ModelInfo(0, "mini", ModelProvider.OpenAI) { Endpoint = endpoint }, Services(), new PolicyChatClientOptions()));

        Assert.Contains("'endpoint'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelThatCannotBeMadeSaysWhatToDo()
    {
        var error = Assert.Throws<PolicyConfigurationException>(() => ModelProviders.Create("Desk", new ModelInfo(0, "mini", ModelProvider.Client), services: null, new PolicyChatClientOptions()));

        Assert.Contains("nobody supplies model 'mini'", error.Message, StringComparison.Ordinal);
        Assert.Contains("IChatClient", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(static s => s.Key, static s => (string?)s.Value)).Build())
        .BuildServiceProvider();
}
