using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;

namespace OptPolicy.Runtime.Tests.Caching;

public sealed class ExactKeyTests
{
    private static readonly AITool Weather = AIFunctionFactory.Create(static (string city) => city, "weather", "Tells the weather.");

    private static readonly (string Name, Func<ChatMessage[]> Messages, Func<ChatOptions?> Options)[] Different =
    [
        ("plain", () => Desk.Prompt("hello"), () => null),
        ("other text", () => Desk.Prompt("hello!"), () => null),
        ("other case", () => Desk.Prompt("Hello"), () => null),
        ("other role", () => [new(ChatRole.System, "hello")], () => null),
        ("two messages", () => [new(ChatRole.User, "hel"), new(ChatRole.User, "lo")], () => null),
        ("two texts", () => [new(ChatRole.User, [new TextContent("hel"), new TextContent("lo")])], () => null),
        ("author", () => [new(ChatRole.User, "hello") { AuthorName = "ann" }], () => null),
        ("earlier turn", () => [new(ChatRole.Assistant, "hi"), new(ChatRole.User, "hello")], () => null),
        ("reasoning", () => [new(ChatRole.User, [new TextReasoningContent("hello")])], () => null),
        ("image", () => [new(ChatRole.User, [new TextContent("hello"), new DataContent(new byte[] { 1, 2 }, "image/png")])], () => null),
        ("other image", () => [new(ChatRole.User, [new TextContent("hello"), new DataContent(new byte[] { 1, 3 }, "image/png")])], () => null),
        ("address", () => [new(ChatRole.User, [new TextContent("hello"), new UriContent("https://example.org/a.png", "image/png")])], () => null),
        ("instructions", () => Desk.Prompt("hello"), () => new() { Instructions = "be brief" }),
        ("temperature", () => Desk.Prompt("hello"), () => new() { Temperature = 0.1f }),
        ("temperature zero", () => Desk.Prompt("hello"), () => new() { Temperature = 0 }),
        ("top p", () => Desk.Prompt("hello"), () => new() { TopP = 0.1f }),
        ("top k", () => Desk.Prompt("hello"), () => new() { TopK = 5 }),
        ("frequency penalty", () => Desk.Prompt("hello"), () => new() { FrequencyPenalty = 0.1f }),
        ("presence penalty", () => Desk.Prompt("hello"), () => new() { PresencePenalty = 0.1f }),
        ("seed", () => Desk.Prompt("hello"), () => new() { Seed = 5 }),
        ("max tokens", () => Desk.Prompt("hello"), () => new() { MaxOutputTokens = 5 }),
        ("reasoning effort", () => Desk.Prompt("hello"), () => new() { Reasoning = new() { Effort = ReasoningEffort.High } }),
        ("stop", () => Desk.Prompt("hello"), () => new() { StopSequences = ["x"] }),
        ("stops", () => Desk.Prompt("hello"), () => new() { StopSequences = ["x", "y"] }),
        ("json", () => Desk.Prompt("hello"), () => new() { ResponseFormat = ChatResponseFormat.Json }),
        ("schema", () => Desk.Prompt("hello"), () => new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(AIJsonUtilities.CreateJsonSchema(typeof(int))) }),
        ("tool", () => Desk.Prompt("hello"), () => new() { Tools = [Weather] }),
        ("renamed tool", () => Desk.Prompt("hello"), () => new() { Tools = [AIFunctionFactory.Create(static (string city) => city, "climate", "Tells the weather.")] }),
        ("tool's schema", () => Desk.Prompt("hello"), () => new() { Tools = [AIFunctionFactory.Create(static (int zip) => zip, "weather", "Tells the weather.")] }),
        ("tool's description", () => Desk.Prompt("hello"), () => new() { Tools = [AIFunctionFactory.Create(static (string city) => city, "weather", "Tells it.")] }),
        ("tool required", () => Desk.Prompt("hello"), () => new() { Tools = [Weather], ToolMode = ChatToolMode.RequireAny }),
        ("this tool required", () => Desk.Prompt("hello"), () => new() { Tools = [Weather], ToolMode = ChatToolMode.RequireSpecific("weather") }),
        ("no tools now", () => Desk.Prompt("hello"), () => new() { Tools = [Weather], ToolMode = ChatToolMode.None }),
        ("one call at a time", () => Desk.Prompt("hello"), () => new() { Tools = [Weather], AllowMultipleToolCalls = false }),
        ("property", () => Desk.Prompt("hello"), () => new() { AdditionalProperties = new() { ["top_logprobs"] = 3 } }),
        ("property's value", () => Desk.Prompt("hello"), () => new() { AdditionalProperties = new() { ["top_logprobs"] = 4 } }),
        ("property's type", () => Desk.Prompt("hello"), () => new() { AdditionalProperties = new() { ["top_logprobs"] = "3" } }),
        ("tenant", () => Desk.Prompt("hello"), () => new ChatOptions().WithTenant("acme")),
        ("user", () => Desk.Prompt("hello"), () => new ChatOptions().WithUser("acme")),
        ("call", () => Conversation("Oslo", "sun"), () => null),
        ("call's argument", () => Conversation("Bergen", "sun"), () => null),
        ("call's result", () => Conversation("Oslo", "rain"), () => null),
    ];

    [Fact]
    public void EverythingThatCanChangeTheAnswerChangesTheKey()
    {
        var keys = Different.Select(d => (d.Name, Key: KeyOf(d.Messages(), d.Options()))).ToList();

        Assert.All(keys, k => Assert.NotNull(k.Key));
        Assert.Empty(keys.GroupBy(k => k.Key).Where(g => g.Count() > 1).Select(g => string.Join(" = ", g.Select(k => k.Name))));
    }

    [Fact]
    public void SameRequestHasTheSameKeyEveryTime() =>
        Assert.All(Different, d => Assert.Equal(KeyOf(d.Messages(), d.Options()), KeyOf(d.Messages(), d.Options())));

    [Fact]
    public void IdentifiersAndTimestampsDoNotChangeTheKey()
    {
        var message = new ChatMessage(ChatRole.User, "hello") { MessageId = "m-1", CreatedAt = DateTimeOffset.UnixEpoch, RawRepresentation = new object() };

        Assert.Equal(KeyOf(Desk.Prompt("hello"), null), KeyOf([message], null));
        Assert.Equal(KeyOf(Conversation("Oslo", "sun", "call-1"), null), KeyOf(Conversation("Oslo", "sun", "call-2"), null));
    }

    [Fact]
    public void LineEndsDoNotChangeTheKey() =>
        Assert.Equal(KeyOf(Desk.Prompt("a\nb\nc"), new() { Instructions = "x\ny" }), KeyOf(Desk.Prompt("a\r\nb\rc"), new() { Instructions = "x\r\ny" }));

    [Fact]
    public void CallersModelDoesNotChangeTheKeyBecauseThePolicyDecidesIt() =>
        Assert.Equal(KeyOf(Desk.Prompt("hello"), new()), KeyOf(Desk.Prompt("hello"), new() { ModelId = "any" }));

    [Fact]
    public void OrderOfPropertiesDoesNotChangeTheKey()
    {
        var one = new ChatOptions { AdditionalProperties = new() { ["a"] = 1, ["b"] = 2 } };
        var other = new ChatOptions { AdditionalProperties = new() { ["b"] = 2, ["a"] = 1 } };

        Assert.Equal(KeyOf(Desk.Prompt("hello"), one), KeyOf(Desk.Prompt("hello"), other));
    }

    [Fact]
    public void PolicyAndModelsAreInTheKey() =>
        Assert.NotEqual(KeyOf(Desk.Prompt("hello"), null, models: "policy 1"), KeyOf(Desk.Prompt("hello"), null, models: "policy 2"));

    [Fact]
    public void TenantIsInTheKeyWhateverTheScopeSays()
    {
        Assert.NotEqual(KeyOf(Desk.Prompt("hello"), new ChatOptions().WithTenant("acme"), ["user.tier"]), KeyOf(Desk.Prompt("hello"), new ChatOptions().WithTenant("beta"), ["user.tier"]));
        Assert.Equal(KeyOf(Desk.Prompt("hello"), new ChatOptions().WithUser("ann"), ["tenant"]), KeyOf(Desk.Prompt("hello"), new ChatOptions().WithUser("bob"), ["tenant"]));
        Assert.NotEqual(KeyOf(Desk.Prompt("hello"), new ChatOptions().WithUserAttribute("tier", "a"), ["user.tier"]), KeyOf(Desk.Prompt("hello"), new ChatOptions().WithUserAttribute("tier", "b"), ["user.tier"]));
    }

    [Fact]
    public void ScopeValuesCannotBeShiftedBetweenScopes() =>
        Assert.NotEqual(KeyOf(Desk.Prompt("hello"), new ChatOptions().WithTenant("a").WithUser("bc")), KeyOf(Desk.Prompt("hello"), new ChatOptions().WithTenant("ab").WithUser("c")));

    [Fact]
    public void UnknownScopeIsAnErrorAndNotASharedEntry() =>
        Assert.Throws<PolicyScopeException>(() => KeyOf(Desk.Prompt("hello"), null, ["weekday"]));

    [Fact]
    public void WhatCannotBeWrittenExactlyHasNoKey()
    {
        Assert.Null(KeyOf(Desk.Prompt("hello"), new() { Tools = [new HostedWebSearchTool()] }));
        Assert.Null(KeyOf(Desk.Prompt("hello"), new() { AdditionalProperties = new() { ["x"] = new Opaque() } }));
        Assert.Null(KeyOf([new(ChatRole.User, [new OpaqueContent()])], null));
    }

    [Fact]
    public void LongConversationsHaveKeysToo() =>
        Assert.NotEqual(KeyOf(Desk.Prompt(new string('a', 300_000)), null), KeyOf(Desk.Prompt(new string('a', 300_001)), null));

    private static ChatMessage[] Conversation(string city, string weather, string callId = "call-9") =>
    [
        new(ChatRole.User, "weather?"),
        new(ChatRole.Assistant, [new FunctionCallContent(callId, "weather", new Dictionary<string, object?> { ["city"] = city })]),
        new(ChatRole.Tool, [new FunctionResultContent(callId, weather)]),
    ];

    private static string? KeyOf(ChatMessage[] messages, ChatOptions? options, string[]? scope = null, string models = "policy")
    {
        var request = new PolicyRequest(CachingDesk.Policy(), messages, options, streaming: false, started: 0);
        return ExactKey.Of(request, models, new(TimeSpan.FromHours(1), [.. scope ?? ["tenant", "user"]]), out _);
    }

    private sealed class Opaque;

    private sealed class OpaqueContent : AIContent;
}
