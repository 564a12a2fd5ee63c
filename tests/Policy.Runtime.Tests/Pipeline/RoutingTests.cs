using Microsoft.Extensions.AI;

namespace OptPolicy.Runtime.Tests.Pipeline;

public sealed class RoutingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RuleDecidesWhichModelAnswersAndTheTraceSaysSo(bool streaming)
    {
        using var desk = new Desk(TwoModels(static f => f.InputText.Contains("hard", StringComparison.Ordinal) ? 1 : 0), new FakeModel(Answer.Text("small")), new FakeModel(Answer.Text("large")));

        var response = await desk.AskAsync(streaming, "a hard one", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("large", response.Text);
        var trace = response.GetDecisionTrace();
        Assert.NotNull(trace);
        Assert.Equal(("to_large", "large", "large", "off", OutcomeClass.Ok), (trace.Rule, trace.Plan, trace.Model, trace.Cache, trace.Outcome));
        Assert.Equal(trace, desk.Trace);
        Assert.Equal(0, desk.Models[0].Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CostAndBaselineComeFromTheProvidersTokens(bool streaming)
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "small"), HandPolicy.Model(1, "large") with { PriceInput = MoneyRate.PerMillionTokens(10), PriceOutput = MoneyRate.PerMillionTokens(40) }],
            Baseline = 1,
        };
        using var desk = new Desk(policy, new FakeModel(), new FakeModel());

        await desk.AskAsync(streaming, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(0.0003m, desk.Trace.Cost);
        Assert.Equal(0.003m, desk.Trace.BaselineCost);
        Assert.Equal((100, 50), (desk.Trace.InputTokens, desk.Trace.OutputTokens));
    }

    [Fact]
    public async Task CachedInputTokensCostTheirOwnPrice()
    {
        var policy = new HandPolicy { ModelTable = [HandPolicy.Model(0, "small") with { PriceCached = MoneyRate.PerMillionTokens(0.1m) }] };
        var usage = new UsageDetails { InputTokenCount = 100, CachedInputTokenCount = 80, OutputTokenCount = 50 };
        using var desk = new Desk(policy, new FakeModel(new Answer { Usage = usage }));

        await desk.AskAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(0.00002m + 0.000008m + 0.0002m, desk.Trace.Cost);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallersMessagesAndOptionsStayAsTheyWereAndIdentityNeverReachesTheProvider(bool streaming)
    {
        using var desk = new Desk(TwoModels(static f => f.Tenant == "acme" && f.User("tier") == "gold" ? 1 : 0), new FakeModel(), new FakeModel());
        var options = new ChatOptions { ModelId = "callers-choice", Temperature = 0.5f }.WithTenant("acme").WithUser("ann").WithUserAttribute("tier", "gold");
        options.AdditionalProperties!["top_logprobs"] = 3;

        await desk.AskAsync(streaming, options: options, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("callers-choice", options.ModelId);
        Assert.Equal(4, options.AdditionalProperties.Count);
        var sent = Assert.Single(desk.Models[1].Requests).Options!;
        Assert.Null(sent.ModelId);
        Assert.Equal(0.5f, sent.Temperature);
        Assert.Equal("top_logprobs", Assert.Single(sent.AdditionalProperties!).Key);
        Assert.Equal(("acme", "ann"), (desk.Ledger.Entries[0].Tenant, desk.Ledger.Entries[0].User));
    }

    [Fact]
    public async Task HostIdentifiesRequestsThatCarryNoIdentity()
    {
        using var desk = new Desk(TwoModels(static f => f.Tenant == "acme" ? 1 : 0), static o => o.Identify = static (facts, _) => facts.Tenant = "acme", new FakeModel(), new FakeModel());

        await desk.AskAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1, desk.Models[1].Calls);
        Assert.Equal("acme", desk.Ledger.Entries[0].Tenant);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ModelsThatLackAnAbilityOrRoomAreSkippedWithANote(bool streaming)
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "plain") with { Supports = ModelCapabilities.None }, HandPolicy.Model(1, "narrow") with { ContextTokens = 10 }, HandPolicy.Model(2, "able")],
            FallbackValue = new() { Steps = [new(1, null), new(2, null)] },
        };
        using var desk = new Desk(policy, new FakeModel(), new FakeModel(), new FakeModel());
        var tool = AIFunctionFactory.Create(static (string city) => "sun in " + city, "weather", "Tells the weather of a city.");

        await desk.AskAsync(streaming, options: new() { Tools = [tool] }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([0, 0, 1], desk.Models.Select(m => m.Calls));
        Assert.Equal(2, desk.Trace.Notes.Length);
        Assert.Equal("skipped plain: no tools", desk.Trace.Notes[0]);
        Assert.StartsWith("skipped narrow: about ", desk.Trace.Notes[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(150, 1)]
    [InlineData(5_000, 0)]
    public async Task ModelInThisProcessCountsForItselfUnlessARequestIsFarTooLong(int words, int asked)
    {
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.FreeModel(0, "local") with { Provider = ModelProvider.Onnx, ContextTokens = 100 }, HandPolicy.Model(1, "able")],
            FallbackValue = new() { Steps = [new(1, null)] },
        };
        using var desk = new Desk(policy, new FakeModel(), new FakeModel());

        await desk.AskAsync(text: string.Join(' ', Enumerable.Repeat("word", words)), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([asked, 1 - asked], desk.Models.Select(m => m.Calls));
    }

    [Fact]
    public async Task RequestThatNoModelCanServeFailsWithTheReason()
    {
        var policy = new HandPolicy { ModelTable = [HandPolicy.Model(0, "plain") with { Supports = ModelCapabilities.None }] };
        using var desk = new Desk(policy, new FakeModel());

        var error = await Assert.ThrowsAsync<NoAnswerException>(() => desk.AskAsync(options: new() { ResponseFormat = ChatResponseFormat.Json }, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(OutcomeClass.Unsupported, error.Outcome);
        Assert.Contains("skipped plain: no json", error.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeClass.Unsupported, error.Trace!.Outcome);
    }

    private static HandPolicy TwoModels(Func<RequestFacts, int> choose) => new() { ModelTable = [HandPolicy.Model(0, "small"), HandPolicy.Model(1, "large")], Choose = choose };
}
