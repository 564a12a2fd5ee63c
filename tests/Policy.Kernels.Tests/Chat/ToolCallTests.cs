using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels.Chat;

namespace OptPolicy.Kernels.Tests.Chat;

public sealed class ToolCallTests
{
    private static readonly ChatMessage[] Ask = [new(ChatRole.User, "2+3?")];
    private static readonly AIFunction Add = AIFunctionFactory.Create(static (int x, int y) => x + y, "add", "Adds.");
    private static readonly AIFunction Say = AIFunctionFactory.Create(static (string text) => text, "say", "Says.");

    [Theory]
    [InlineData("""<tool_call>{"name":"add","arguments":{"x":2,"y":3}}</tool_call>""")]
    [InlineData("<tool_call>\n{\"name\": \"add\", \"arguments\": {\"x\": 2, \"y\": 3}}\n</tool_call>")]
    [InlineData("""[TOOL_CALLS] [{"name": "add", "arguments": {"x": 2, "y": 3}}]""")]
    [InlineData("""[TOOL_CALLS]add{"x": 2, "y": 3}""")]
    [InlineData("""[TOOL_CALLS]add[ARGS]{"x": 2, "y": 3}""")]
    [InlineData("""<|python_tag|>{"name": "add", "parameters": {"x": 2, "y": 3}}""")]
    [InlineData("""{"name": "add", "parameters": {"x": 2, "y": 3}}""")]
    [InlineData("""{"type": "function", "function": {"name": "add", "arguments": "{\"x\": 2, \"y\": 3}"}}""")]
    public async Task CallsAreReadInTheCommonSyntaxes(string answer)
    {
        using var client = ScriptedEngine.Client(_ => answer);

        var updates = await client.GetStreamingResponseAsync(Ask, new() { Tools = [Add, Say] }).ToListAsync();

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(updates.SelectMany(update => update.Contents), content => content is not UsageContent));
        Assert.Equal("add", call.Name);
        Assert.Equal(["2", "3"], call.Arguments!.OrderBy(pair => pair.Key).Select(pair => ((JsonElement)pair.Value!).GetRawText()));
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
    }

    [Fact]
    public async Task TextBeforeACallIsText()
    {
        using var client = ScriptedEngine.Client(static _ => "hello the \n<tool_call>{\"name\":\"add\",\"arguments\":{}}</tool_call>");

        var message = (await client.GetResponseAsync(Ask, new() { Tools = [Add] })).Messages[^1];

        Assert.Equal("hello the", message.Text);
        Assert.Equal("add", Assert.Single(message.Contents.OfType<FunctionCallContent>()).Name);
    }

    [Theory]
    [InlineData("""{"answer": 5}""")]
    [InlineData("""{"name": "sub", "arguments": {}}""")]
    [InlineData("[1, 2]")]
    [InlineData("<tool_call>nonsense</tool_call>")]
    [InlineData("<tool_call>{\"name\":\"add\"")]
    [InlineData("a < b")]
    [InlineData("a <tool")]
    public async Task WhatIsNoCallStaysText(string answer)
    {
        using var client = ScriptedEngine.Client(_ => answer);

        var response = await client.GetResponseAsync(Ask, new() { Tools = [Add] });

        Assert.Equal(answer, response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public async Task WithoutToolsACallIsText()
    {
        const string Answer = """<tool_call>{"name":"add","arguments":{}}</tool_call>""";
        using var client = ScriptedEngine.Client(static _ => Answer);

        Assert.Equal(Answer, (await client.GetResponseAsync(Ask)).Text);
        Assert.Equal(Answer, (await client.GetResponseAsync(Ask, new() { Tools = [Add], ToolMode = ChatToolMode.None })).Text);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task SeveralCallsAreReadWhereTheyAreAllowed(bool allowed, int expected)
    {
        const string Call = "<tool_call>{\"name\":\"add\",\"arguments\":{}}</tool_call>\n";
        using var client = ScriptedEngine.Client(static _ => Call + Call);

        var response = await client.GetResponseAsync(Ask, new() { Tools = [Add], AllowMultipleToolCalls = allowed });

        var calls = response.Messages[^1].Contents.OfType<FunctionCallContent>().ToArray();
        Assert.Equal(expected, calls.Length);
        Assert.Equal(expected, calls.DistinctBy(call => call.CallId).Count());
        Assert.Equal("", response.Text);
    }

    [Fact]
    public async Task ARequiredCallIsValidWhateverTheModelWouldSay()
    {
        using var client = ScriptedEngine.Client(static _ => "I would rather not.");

        var response = await client.GetResponseAsync(Ask, new() { Tools = [Add, Say], ToolMode = ChatToolMode.RequireSpecific("add") });

        var call = Assert.Single(response.Messages[^1].Contents.OfType<FunctionCallContent>());
        Assert.Equal("add", call.Name);
        Assert.Equal(["x", "y"], call.Arguments!.Keys.Order());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task ARequiredCallNeedsItsTool()
    {
        using var client = ScriptedEngine.Client(static _ => "x");

        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync(Ask, new() { ToolMode = ChatToolMode.RequireAny }));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetResponseAsync(Ask, new() { Tools = [Add], ToolMode = ChatToolMode.RequireSpecific("say") }));
    }

    [Fact]
    public async Task HostedToolsAreRefusedByName()
    {
        using var client = ScriptedEngine.Client(static _ => "x");

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync(Ask, new() { Tools = [new HostedWebSearchTool()] }));

        Assert.Contains(nameof(HostedWebSearchTool), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToolsCallsAndResultsReachThePrompt()
    {
        var engine = new ScriptedEngine(static _ => "x");
        using var client = new KernelsChatClient(engine, null, "script");

        await client.GetResponseAsync(
        [
            .. Ask,
            new(ChatRole.Assistant, [new FunctionCallContent("call_1", "add", new Dictionary<string, object?> { ["x"] = 2, ["y"] = 3 })]),
            new(ChatRole.Tool, [new FunctionResultContent("call_1", 5)]),
        ], new() { Tools = [Add] });

        var prompt = engine.Prompts[^1];
        Assert.StartsWith("System: # Tools", prompt, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"add\",\"description\":\"Adds.\"", prompt, StringComparison.Ordinal);
        Assert.Contains("Assistant: <tool_call>\n{\"name\":\"add\",\"arguments\":{\"x\":2,\"y\":3}}\n</tool_call>\n", prompt, StringComparison.Ordinal);
        Assert.EndsWith("User: <tool_response>\n5\n</tool_response>\nAssistant:", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheFunctionLoopCallsAToolAndAnswersWithItsResult()
    {
        var scripted = ScriptedEngine.Client(static prompt => prompt.Contains("<tool_response>", StringComparison.Ordinal) ? "hello 5" : """<tool_call>{"name":"add","arguments":{"x":2,"y":3}}</tool_call>""");
        using var client = new ChatClientBuilder(scripted).UseFunctionInvocation().Build();

        var response = await client.GetResponseAsync(Ask, new() { Tools = [Add] });

        Assert.Equal("hello 5", response.Text);
        Assert.Equal(["5"], response.Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result!.ToString()));
        Assert.Equal(2, response.Usage!.AdditionalCounts!.Count(pair => pair.Key.StartsWith("optpolicy.drafts", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AnAnswerThatMustBeJsonMayStillBeACall()
    {
        var format = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"]}"""));
        using var calling = ScriptedEngine.Client(static _ => """<tool_call>{"name":"add","arguments":{"x":2,"y":3}}</tool_call>""");
        using var answering = ScriptedEngine.Client(static _ => """{"sum":5}""");

        var call = await calling.GetResponseAsync(Ask, new() { Tools = [Add], ResponseFormat = format });
        var answer = await answering.GetResponseAsync(Ask, new() { Tools = [Add], ResponseFormat = format });

        Assert.Equal("add", Assert.Single(call.Messages[^1].Contents.OfType<FunctionCallContent>()).Name);
        Assert.Equal("""{"sum":5}""", answer.Text);
    }
}
