using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace OptPolicy.Runtime.Tests.Pipeline;

public sealed class ClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void ServicesGivePolicyOptionsMetadataAndModelsByName()
    {
        using var desk = new Desk(TwoModels(), new FakeModel(), new FakeModel());
        var client = desk.Client;

        Assert.Same(desk.Policy, client.GetService<CompiledPolicy>());
        Assert.Same(desk.Policy, client.GetService<HandPolicy>());
        Assert.Same(desk.Options, client.GetService<PolicyChatClientOptions>());
        Assert.Same(client, client.GetService<PolicyChatClient>());
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Equal(("optpolicy", "Desk"), (client.GetService<ChatClientMetadata>()!.ProviderName, client.GetService<ChatClientMetadata>()!.DefaultModelId));
        Assert.Same(desk.Models[1], client.GetService<IChatClient>("large"));
        Assert.Same(desk.Models[0], client.GetService<FakeModel>("small"));
        Assert.Null(client.GetService<IChatClient>("nobody"));
        Assert.Null(client.GetService<string>());
    }

    [Fact]
    public void SuppliedClientsBelongToTheirMakers()
    {
        var model = new FakeModel();
        var client = new PolicyChatClient(new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")] }, [model], new());

        client.Dispose();
        client.Dispose();

        Assert.False(model.IsDisposed);
    }

    [Fact]
    public void ModelThatNobodySuppliesIsNamedWhenTheClientIsBuilt()
    {
        var error = Assert.Throws<PolicyConfigurationException>(() => new PolicyChatClient(TwoModels(), [new FakeModel(), null], new()));

        Assert.Contains("'Desk'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'large'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongNumberOfClientsIsRefused() =>
        Assert.Contains("2 models but 1 clients", Assert.Throws<PolicyConfigurationException>(() => new PolicyChatClient(TwoModels(), [new FakeModel()], new())).Message, StringComparison.Ordinal);

    [Fact]
    public async Task RegisteredPolicyUsesTheHostsServices()
    {
        var ledger = new RecordingLedger();
        var services = new ServiceCollection();
        services.AddSingleton<IUsageLedger>(ledger);
        PolicyRegistration.Add(services, static _ => new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")], CacheValue = new(TimeSpan.FromHours(1), []) }, static _ => [new FakeModel()])
            .Use(static inner => new Shouting(inner));
        await using var provider = services.BuildServiceProvider();

        var client = provider.GetRequiredService<IChatClient>();
        await client.GetResponseAsync("hello", cancellationToken: Token);
        var again = await client.GetResponseAsync("hello", cancellationToken: Token);

        Assert.Equal("hit", again.GetDecisionTrace()!.Cache);
        Assert.Equal(2, ledger.Entries.Count);
    }

    [Fact]
    public async Task PolicyInAPipelineWrapsItsInnerClientAndIsDisposedWithIt()
    {
        var inner = new FakeModel(Answer.Text("inner"));
        var builder = new ChatClientBuilder(inner);
        PolicyRegistration.Use(builder, static _ => new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")] }, static (client, _) => [client]);
        var client = builder.Build();

        Assert.Equal("inner", (await client.GetResponseAsync("hello", cancellationToken: Token)).Text);
        client.Dispose();
        Assert.True(inner.IsDisposed);
    }

    [Fact]
    public async Task SharedResponseOfAProviderIsNotWrittenTo()
    {
        var shared = new ChatResponse(new ChatMessage(ChatRole.Assistant, "same object")) { FinishReason = ChatFinishReason.Stop, AdditionalProperties = new() { ["mine"] = 1 } };
        using var client = new PolicyChatClient(new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")] }, [new SharingModel(shared)], new());

        await Parallel.ForAsync(0, 500, Token, async (_, token) => Assert.NotNull((await client.GetResponseAsync(Desk.Prompt("hello"), null, token)).GetDecisionTrace()));

        Assert.Equal("mine", Assert.Single(shared.AdditionalProperties).Key);
    }

    [Fact]
    public async Task ManyConcurrentRequestsKeepTheirMoneyExact()
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a"), HandPolicy.FreeModel(1, "free")],
            BudgetTable = [new(0, BudgetScope.Global, BudgetWindow.Day, 0.1m, "UTC", [new(1, BudgetAction.Degrade, 1)])],
            FallbackValue = new() { Steps = [new(1, null)] },
        };
        using var desk = new Desk(policy, new FakeModel(), new FakeModel());

        await Parallel.ForAsync(0, 1_000, Token, async (i, token) => await desk.AskAsync(i % 2 == 0, "request " + i, cancellationToken: token));

        var spent = desk.Ledger.Entries.Sum(e => e.Trace.Cost);
        Assert.InRange(spent, 0.09m, 0.1m);
        Assert.Equal(spent, await desk.Budgets.GetUsedAsync(new("Desk", 0, "", new(desk.Clock.GetUtcNow().Date, TimeSpan.Zero)), Token));
        Assert.Equal(1_000, desk.Ledger.Entries.Count);
    }

    private static HandPolicy TwoModels() => new() { ModelTable = [HandPolicy.Model(0, "small"), HandPolicy.Model(1, "large")] };

    private sealed class Shouting(IChatClient inner) : DelegatingChatClient(inner);

    private sealed class SharingModel(ChatResponse shared) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(shared);

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // nothing is held
        }
    }
}
