using Microsoft.Extensions.AI;

namespace OptPolicy.Runtime.Tests.Pipeline;

[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTestsRunAlone;

/// <summary>What requests allocate and what they leave behind. Nothing else may run beside them.</summary>
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const int Requests = 200;

#if DEBUG
    // Debug builds make every async method an object, even when it ends at once.
    private const int BytesMax = 4_500;
#else
    private const int BytesMax = 2_500;
#endif

    [Fact]
    public void RequestOnTheSimplePathAllocatesAboutTwoKilobytes()
    {
        using var client = new PolicyChatClient(new HandPolicy { ModelTable = [HandPolicy.Model(0, "a")], PlanTable = [new(0, "a", IsCascade: false, [0])] }, [new SharedAnswer()], new());
        var prompt = Desk.Prompt("How do I reset my password?");
        var options = new ChatOptions { Temperature = 0.2f }.WithTenant("acme").WithUser("ann");
        for (var i = 0; i < Requests; i++) Ask();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Requests; i++) Ask();
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Requests;

        Assert.InRange(bytes, 1, BytesMax);

        void Ask() => Assert.True(client.GetResponseAsync(prompt, options).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task IdleTenantHoldsLessThanTwoKilobytes()
    {
        const int Tenants = 5_000;
        var policy = new HandPolicy
        {
            ModelTable = [HandPolicy.Model(0, "a")],
            BudgetTable =
            [
                new(0, BudgetScope.Tenant, BudgetWindow.Day, 1m, "UTC", []),
                new(1, BudgetScope.User, BudgetWindow.Month, 1m, "UTC", []),
                new(2, BudgetScope.Request, BudgetWindow.None, 1m, "UTC", []),
            ],
        };
        using var client = new PolicyChatClient(policy, [new SharedAnswer()], new());
        await AskAsTenants(0, 100);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        await AskAsTenants(100, Tenants);
        var perTenant = (GC.GetTotalMemory(forceFullCollection: true) - before) / Tenants;

        Assert.InRange(perTenant, 0, 2_048);

        async Task AskAsTenants(int from, int count)
        {
            for (var i = from; i < from + count; i++) await client.GetResponseAsync(Desk.Prompt("hello"), new ChatOptions().WithTenant("tenant " + i).WithUser("someone"));
        }
    }

    private sealed class SharedAnswer : IChatClient
    {
        private readonly Task<ChatResponse> _answer = Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok"))
        {
            FinishReason = ChatFinishReason.Stop,
            Usage = new() { InputTokenCount = 10, OutputTokenCount = 1 },
        });

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => _answer;

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // nothing is held
        }
    }
}
