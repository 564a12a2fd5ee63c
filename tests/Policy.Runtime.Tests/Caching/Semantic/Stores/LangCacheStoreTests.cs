using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptPolicy.Runtime.Tests.Pipeline;
using static OptPolicy.Runtime.Tests.Caching.Semantic.SemanticDesk;

namespace OptPolicy.Runtime.Tests.Caching.Semantic.Stores;

public sealed class LangCacheStoreTests : IDisposable
{
    private readonly LangCacheStub _stub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnotherWordingIsServedAndAnotherTenantIsNot()
    {
        using var desk = NewDesk(Answer.Text("at the login page"), Answer.Text("for globex"));
        await desk.AskAsync(Reset, Of("acme"), Token);

        var hit = HitOf(await desk.AskAsync(Forgot, Of("acme"), Token));
        Assert.Equal("near", hit!.Reason);
        Assert.Equal(0.95, hit.Similarity, 0.001);
        Assert.Equal("for globex", (await desk.AskAsync(Forgot, Of("globex"), Token)).Text);
    }

    [Fact]
    public async Task ForgottenAndPurgedAnswersAreGoneThere()
    {
        using var desk = NewDesk(Answer.Text("at the login page"));
        await desk.AskAsync(Reset, Of("acme"), Token);
        var hit = HitOf(await desk.AskAsync(Forgot, Of("acme"), Token))!;
        await Operations(desk).ForgetAsync(hit, Token);
        Assert.Equal(0, _stub.Count);

        await desk.AskAsync(Reset, Of("acme"), Token);
        await desk.AskAsync(Reset, Of("globex"), Token);
        await Operations(desk).PurgeAsync(tenant: "acme", cancellationToken: Token);
        Assert.Equal(1, _stub.Count);
        await Operations(desk).PurgeAsync(tag: "whatever", cancellationToken: Token);
        Assert.Equal(0, _stub.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.FailedDependency)]
    public async Task AServiceThatFailsIsAMiss(HttpStatusCode failure)
    {
        using var desk = NewDesk(Answer.Text("at the login page"));
        await desk.AskAsync(Reset, Of("acme"), Token);
        _stub.Failure = failure;

        Assert.Equal("miss", CacheOf(await desk.AskAsync(Forgot, Of("acme"), Token)));
        Assert.Equal(2, desk.Models[0].Calls);
    }

    [Fact]
    public async Task AQuestionThatIsTooLongForTheServiceIsAMiss()
    {
        using var desk = NewDesk(Answer.Text("long"));
        var question = "Why " + string.Join(' ', Enumerable.Repeat("word", 300)) + "?";
        await desk.AskAsync(question, Of("acme"), Token);

        Assert.Equal("miss", CacheOf(await desk.AskAsync(question, Of("acme"), Token)));
        Assert.Equal(0, _stub.Count);
    }

    [Fact]
    public void AMissingSectionSaysWhatToWriteAndNotTheKey()
    {
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Cache:ApiKey", "hunter2")]).Build()).BuildServiceProvider();
        var error = Assert.Throws<PolicyConfigurationException>(() => new LangCacheProvider().Open(new SemanticStoreSettings("desk", new("langcache", "Cache"), 256, 100, null, TimeProvider.System), services));
        Assert.Contains("Cache:Url", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _stub.Dispose();

    private static ChatOptions Of(string tenant) => new ChatOptions().WithTenant(tenant);

    private Desk NewDesk(params Answer[] answers)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Cache:Url", _stub.Url), new("Cache:CacheId", LangCacheStub.CacheId), new("Cache:ApiKey", LangCacheStub.Key)]).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(Vectors).BuildServiceProvider();
        return new Desk(Policy(Settings with { Store = new("langcache", "Cache") }), static _ => { }, services, new FakeModel(answers));
    }
}
