using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Chat;

namespace OptPolicy.Kernels.Tests.Chat;

public sealed class KernelsChatClientTests
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hi")];

    [Fact]
    public async Task AnswersWithTheModelsText()
    {
        using var client = ScriptedEngine.Client(static _ => "hello the 日本🙂");

        var response = await client.GetResponseAsync(Hello);

        Assert.Equal("hello the 日本🙂", response.Text);
        Assert.Equal("script", response.ModelId);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(ChatRole.Assistant, response.Messages[^1].Role);
        Assert.NotNull(response.ResponseId);
        Assert.NotNull(response.CreatedAt);
        Assert.Equal(response.Usage!.InputTokenCount + response.Usage.OutputTokenCount, response.Usage.TotalTokenCount);
    }

    [Fact]
    public async Task AStreamCoalescesToTheSameResponse()
    {
        using var client = ScriptedEngine.Client(static _ => "hello the 日本🙂 abc");

        var whole = await client.GetResponseAsync(Hello);
        var updates = await client.GetStreamingResponseAsync(Hello).ToListAsync();
        var streamed = updates.ToChatResponse();

        Assert.Equal(whole.Text, streamed.Text);
        Assert.Equal(whole.FinishReason, streamed.FinishReason);
        Assert.Equal(whole.Usage!.OutputTokenCount, streamed.Usage!.OutputTokenCount);
        Assert.True(updates.Count > 4);
    }

    [Fact]
    public async Task EveryUpdateSaysWhoWroteItAndTheLastWhatItCost()
    {
        using var client = ScriptedEngine.Client(static _ => "abc");

        var updates = await client.GetStreamingResponseAsync(Hello).ToListAsync();

        Assert.All(updates, update => Assert.Equal(("script", ChatRole.Assistant), (update.ModelId, update.Role!.Value)));
        Assert.Single(updates.Select(update => update.ResponseId).Distinct());
        Assert.Single(updates.Select(update => update.MessageId).Distinct());
        var usage = Assert.IsType<UsageContent>(Assert.Single(updates[^1].Contents)).Details;
        Assert.Equal(2, usage.OutputTokenCount);
        Assert.Equal(["optpolicy.drafts_accepted", "optpolicy.drafts_proposed", "optpolicy.rounds"], usage.AdditionalCounts!.Keys.Order());
        Assert.All(updates.SkipLast(1), update => Assert.Null(update.FinishReason));
    }

    [Fact]
    public async Task AnUpdateNeverEndsInsideACharacter()
    {
        using var client = ScriptedEngine.Client(static _ => "ü€𝄞", pieces: ["x"]);

        var updates = await client.GetStreamingResponseAsync(Hello).ToListAsync();

        Assert.Equal(["ü", "€", "𝄞"], updates.Select(update => update.Text).Where(text => text.Length > 0));
    }

    [Fact]
    public async Task WhatWasSaidBeforeIsNotRunAgain()
    {
        using var client = ScriptedEngine.Client(static _ => "abc");
        var first = await client.GetResponseAsync(Hello);

        var second = await client.GetResponseAsync([.. Hello, .. first.Messages, new(ChatRole.User, "more")]);

        Assert.Equal(0, first.Usage!.CachedInputTokenCount);
        Assert.True(second.Usage!.CachedInputTokenCount >= first.Usage.InputTokenCount - 1);
    }

    [Fact]
    public async Task AnAnswerThatIsCutSaysSo()
    {
        using var client = ScriptedEngine.Client(static _ => "hello the hello");

        var response = await client.GetResponseAsync(Hello, new() { MaxOutputTokens = 2 });

        Assert.Equal("hello the", response.Text);
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
    }

    [Fact]
    public async Task AFullContextEndsTheAnswerAsCut()
    {
        using var client = new KernelsChatClient(new ScriptedEngine(static _ => new string('x', 500), context: 60), null, "script");

        var response = await client.GetResponseAsync(Hello);

        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal(60, response.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task APromptThatFillsTheContextIsRefusedWithTheLimits()
    {
        using var client = new KernelsChatClient(new ScriptedEngine(static _ => "x", context: 60), null, "script");

        var error = await Assert.ThrowsAsync<ContextOverflowException>(() => client.GetResponseAsync([new(ChatRole.User, new string('y', 80))]));

        Assert.Equal(("script", 60), (error.ModelId, error.ContextTokens));
        Assert.DoesNotContain("yyyy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InstructionsComeFirstAsTheOneSystemMessage()
    {
        var engine = new ScriptedEngine(static _ => "x");
        using var client = new KernelsChatClient(engine, null, "script");

        await client.GetResponseAsync([new(ChatRole.System, "B"), .. Hello], new() { Instructions = "A" });

        Assert.Equal("System: A\n\nB\nUser: hi\nAssistant:", engine.Prompts[^1]);
    }

    [Fact]
    public async Task ContentThatTheModelCannotTakeIsNamedNotDropped()
    {
        using var client = ScriptedEngine.Client(static _ => "x");

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync([new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])]));

        Assert.Contains("'script'", error.Message, StringComparison.Ordinal);
        Assert.Contains("image/png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConversationIdIsRefused()
    {
        using var client = ScriptedEngine.Client(static _ => "x");

        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync(Hello, new() { ConversationId = "1" }));
    }

    [Fact]
    public async Task CancellationStopsTheModel()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var engine = new ScriptedEngine(static _ => new string('x', 1000), onForward: () =>
        {
            if (++calls == 5)
                source.Cancel();
        });
        using var client = new KernelsChatClient(engine, null, "script");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync(Hello, cancellationToken: source.Token));

        Assert.Equal(5, calls);
        Assert.Equal(1, engine.Lanes.Idle);
    }

    [Fact]
    public async Task AnAbandonedStreamGivesItsLaneBack()
    {
        var engine = new ScriptedEngine(static _ => new string('x', 1000));
        using var client = new KernelsChatClient(engine, null, "script");

        await foreach (var update in client.GetStreamingResponseAsync(Hello))
        {
            Assert.Equal(0, engine.Lanes.Idle);
            break;
        }

        Assert.Equal(1, engine.Lanes.Idle);
    }

    [Fact]
    public async Task ModelRunsOnlyAsFarAsTheCallerAsks()
    {
        var calls = 0;
        using var client = new KernelsChatClient(new ScriptedEngine(static _ => new string('x', 1000), onForward: () => calls++), null, "script");

        await using var updates = client.GetStreamingResponseAsync(Hello).GetAsyncEnumerator();
        for (var i = 0; i < 3; i++)
            await updates.MoveNextAsync();

        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task SixtyFourChatsShareTwoLanes()
    {
        var (running, most) = (0, 0);
        var engine = new ScriptedEngine(static prompt => string.Concat(Enumerable.Repeat("abc", (prompt.Length % 7) + 3)), lanes: 2);
        using var client = new KernelsChatClient(engine, null, "script");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            var text = "";
            await foreach (var update in client.GetStreamingResponseAsync([new(ChatRole.User, $"chat {i}")]))
            {
                if (text.Length == 0)
                    Raise(ref most, Interlocked.Increment(ref running));
                text += update.Text;
                if (update.FinishReason is not null)
                    Interlocked.Decrement(ref running);
            }

            return text;
        }));

        Assert.All(answers, answer => Assert.StartsWith("abcabcabc", answer, StringComparison.Ordinal));
        Assert.InRange(most, 1, 2);
        Assert.Equal((2, 0), (engine.Lanes.Idle, engine.Lanes.Waiting));
    }

    [Fact]
    public async Task AClosedClientRefusesCalls()
    {
        var client = ScriptedEngine.Client(static _ => "x");
        client.Dispose();
        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync(Hello));
    }

    [Fact]
    public void SaysWhatItIs()
    {
        using var client = ScriptedEngine.Client(static _ => "x");
        IChatClient chat = client;

        Assert.Equal("optpolicy.onnx", chat.GetService<ChatClientMetadata>()!.ProviderName);
        Assert.Equal("script", chat.GetService<ChatClientMetadata>()!.DefaultModelId);
        Assert.Same(client, chat.GetService<KernelsChatClient>());
        Assert.Null(client.GetService(typeof(ChatClientMetadata), "key"));
    }

    private static void Raise(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
