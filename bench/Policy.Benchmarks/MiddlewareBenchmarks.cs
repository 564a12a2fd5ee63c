// The peers measured here are experimental.
#pragma warning disable MEAI001
using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace OptPolicy.Benchmarks;

/// <summary>What a request costs on top of a client that answers at once, beside the routing and caching clients of Microsoft.Extensions.AI.</summary>
[MemoryDiagnoser]
public class MiddlewareBenchmarks
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(2);

    private readonly InstantModel _model = new();
    private readonly ChatMessage[] _prompt = [new(ChatRole.System, "You are a support agent. Be brief."), new(ChatRole.User, "How do I reset my password?")];
    private readonly ChatOptions _options = new ChatOptions { Temperature = 0.2f }.WithTenant("acme").WithUser("ann");
    private readonly ChatOptions _plain = new() { Temperature = 0.2f };
    private IChatClient _routing = null!;
    private IChatClient _failover = null!;
    private IChatClient _theirCache = null!;
    private IChatClient _policy = null!;
    private IChatClient _budgeted = null!;
    private IChatClient _cached = null!;
    private IChatClient _all = null!;
    private int _question;

    [GlobalSetup]
    public void Build()
    {
        _routing = RoutingChatClient.Create((_, _) => ValueTask.FromResult<IChatClient>(_model));
        _failover = new OrderedFailoverChatClient([_model, _model], false);
        _theirCache = new DistributedCachingChatClient(_model, new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())));
        _policy = Client(new FixedPolicy());
        _budgeted = Client(new FixedPolicy { Limit = 1_000_000 });
        _cached = Client(new FixedPolicy { Ttl = TimeSpan.FromDays(1) });
        _all = Client(new FixedPolicy { Ttl = Ttl, Limit = 1_000_000 });
    }

    [Benchmark(Baseline = true)]
    public Task<ChatResponse> Bare() => _model.GetResponseAsync(_prompt, _plain);

    [Benchmark]
    public Task<ChatResponse> TheirRouting() => _routing.GetResponseAsync(_prompt, _plain);

    [Benchmark]
    public Task<ChatResponse> TheirFailover() => _failover.GetResponseAsync(_prompt, _plain);

    [Benchmark]
    public Task<ChatResponse> Policy() => _policy.GetResponseAsync(_prompt, _options);

    [Benchmark]
    public Task<ChatResponse> PolicyWithBudget() => _budgeted.GetResponseAsync(_prompt, _options);

    [Benchmark]
    public Task<ChatResponse> PolicyWithCacheMissAndBudget() => _all.GetResponseAsync(NewQuestion(), _options);

    [Benchmark]
    public Task<ChatResponse> PolicyCacheHit() => _cached.GetResponseAsync(_prompt, _options);

    [Benchmark]
    public Task<ChatResponse> TheirCacheMiss() => _theirCache.GetResponseAsync(NewQuestion(), _plain);

    [Benchmark]
    public Task<ChatResponse> TheirCacheHit() => _theirCache.GetResponseAsync(_prompt, _plain);

    [Benchmark]
    public Task<int> BareStream() => ReadAsync(_model, _plain);

    [Benchmark]
    public Task<int> PolicyStream() => ReadAsync(_policy, _options);

    private static async Task<int> ReadAsync(IChatClient client, ChatOptions options)
    {
        var updates = 0;
        await foreach (var _ in client.GetStreamingResponseAsync([new(ChatRole.User, "How do I reset my password?")], options)) updates++;
        return updates;
    }

    private ChatMessage[] NewQuestion() => [_prompt[0], new(ChatRole.User, $"How do I reset password {_question++}?")];

    private PolicyChatClient Client(CompiledPolicy policy) => new(policy, [_model]);

    private sealed class InstantModel : IChatClient
    {
        private const int Words = 20;

        private readonly Task<ChatResponse> _answer = Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Open the settings and choose 'Forgot password'."))
        {
            FinishReason = ChatFinishReason.Stop,
            Usage = new() { InputTokenCount = 25, OutputTokenCount = 11 },
        });

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => _answer;

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await _answer;
            for (var i = 0; i < Words; i++) yield return new(ChatRole.Assistant, " word");
            yield return new(ChatRole.Assistant, [new UsageContent(new() { InputTokenCount = 25, OutputTokenCount = Words })]) { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // nothing is held
        }
    }

    private sealed class FixedPolicy : CompiledPolicy
    {
        public TimeSpan? Ttl { get; init; }

        public decimal Limit { get; init; }

        public override string Name => "Bench";

        public override string Hash => "00";

        public override ImmutableArray<ModelInfo> Models { get; } =
        [
            new(0, "mini", ModelProvider.Client) { PriceInput = MoneyRate.PerMillionTokens(0.25m), PriceOutput = MoneyRate.PerMillionTokens(2), ContextTokens = 400_000, MaxOutputTokens = 16_000 },
        ];

        public override ImmutableArray<RuleInfo> Rules { get; } = [new(0, "otherwise", 0, null, "bench.optpolicy", 1)];

        public override ImmutableArray<PlanInfo> Plans { get; } = [new(0, "mini", IsCascade: false, [0])];

        public override int BaselineModel => 0;

        public override ExactCacheSettings? ExactCache => Ttl is { } ttl ? new(ttl, ["tenant", "user"]) : null;

        public override ImmutableArray<BudgetInfo> Budgets => Limit == 0 ? [] : [new(0, BudgetScope.Tenant, BudgetWindow.Day, Limit, "UTC", [])];

        public override RouteDecision Route(RequestFacts request) => new(0, 0);
    }
}
