using System.Text.Json;
using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Scorers;
using OptPolicy.Workloads.Tasks;
using OptPolicy.Workloads.Tests.Support;

namespace OptPolicy.Workloads.Tests.Scorers;

public sealed class ScorerTests
{
    private static readonly ScorerSet Scorers = new();

    [Theory]
    [InlineData(ScorerKind.Exact, "Paris", " Paris\n", true)]
    [InlineData(ScorerKind.Exact, "Paris", "paris", false)]
    [InlineData(ScorerKind.Json, """{"a": 1, "b": [1, 2]}""", """{"b": [1.0, 20e-1], "a": 1}""", true)]
    [InlineData(ScorerKind.Json, """{"a": 1}""", "```json\n{\"a\": 1}\n```", true)]
    [InlineData(ScorerKind.Json, """{"a": [1, 2]}""", """{"a": [2, 1]}""", false)]
    [InlineData(ScorerKind.Json, """{"a": 1}""", """{"a": 1, "a": 1}""", false)]
    [InlineData(ScorerKind.Json, """{"a": "1"}""", """{"a": 1}""", false)]
    [InlineData(ScorerKind.Json, """{"a": 0.1}""", """{"a": 0.10000000000000001}""", false)]
    [InlineData(ScorerKind.Json, """{"a": -0.0}""", """{"a": 0}""", true)]
    [InlineData(ScorerKind.Json, """{"a": 1}""", """{"a": 1e999999999}""", false)]
    [InlineData(ScorerKind.Json, """{"a": "\u0041"}""", """{"a": "A"}""", true)]
    [InlineData(ScorerKind.Regex, "^\\d{3}$", "123", true)]
    [InlineData(ScorerKind.Regex, "^\\d{3}$", "1234", false)]
    [InlineData(ScorerKind.Regex, "^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", false)]
    [InlineData(ScorerKind.Label, "card_lost", "Card lost.", true)]
    [InlineData(ScorerKind.Label, "refund", "**Refund**\nbecause …", true)]
    [InlineData(ScorerKind.Label, "refund", "not a refund", false)]
    [InlineData(ScorerKind.Label, "refund", "", false)]
    public async Task TextIsJudgedByItsScorer(ScorerKind kind, string expected, string answer, bool isRight)
    {
        var score = await Scorers.ScoreAsync(Task(kind, expected), new TaskAnswer(answer));

        Assert.Equal(isRight, score.IsRight);
        Assert.Equal(isRight, score.Reason is null);
    }

    [Theory]
    [InlineData("""<tool_call>{"name": "f", "arguments": {"x": 1, "y": "a"}}</tool_call>""", null)]
    [InlineData("""Let me see. <tool_call>{"arguments": {"y": "a", "x": 1.0}, "name": "f"}</tool_call>""", null)]
    [InlineData("""{"name": "f", "parameters": {"x": 1, "y": "a"}}""", null)]
    [InlineData("""<tool_call>{"name": "f", "arguments": {"x": 2, "y": "a"}}</tool_call>""", "other arguments")]
    [InlineData("""<tool_call>{"name": "g", "arguments": {"x": 1, "y": "a"}}</tool_call>""", "other tools")]
    [InlineData("""<tool_call>{"name": "f", "arguments": {"x": 1, "y": "a"}}</tool_call><tool_call>{"name": "f", "arguments": {"x": 1, "y": "a"}}</tool_call>""", "other tools")]
    [InlineData("""<tool_call>{"name": "f", "arguments": {"x": 1</tool_call>""", "no tool call")]
    [InlineData("f(1)", "no tool call")]
    public async Task ToolCallsInTextAreComparedByValue(string answer, string? reason)
    {
        var score = await Scorers.ScoreAsync(Task(ScorerKind.ToolCall, """[{"name":"f","arguments":{"x":1,"y":"a"}}]"""), new TaskAnswer(answer));

        Assert.Equal(reason, score.Reason);
    }

    [Fact]
    public async Task ParsedToolCallsAreComparedInAnyOrder()
    {
        var expected = Task(ScorerKind.ToolCall, """[{"name":"f","arguments":{"x":1}},{"name":"g","arguments":{}}]""");
        FunctionCallContent[] calls = [new("1", "g", null), new("2", "f", new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = JsonElement.Parse("1.0") })];

        Assert.True((await Scorers.ScoreAsync(expected, new TaskAnswer("", calls))).IsRight);
        Assert.False((await Scorers.ScoreAsync(expected, new TaskAnswer("", calls[..1]))).IsRight);
    }

    [Fact]
    public async Task NoCallIsExpectedByAnEmptyList()
    {
        var task = Task(ScorerKind.ToolCall, "[]");

        Assert.True((await Scorers.ScoreAsync(task, new TaskAnswer("I can help."))).IsRight);
        Assert.False((await Scorers.ScoreAsync(task, new TaskAnswer("", [new("1", "f", null)]))).IsRight);
        Assert.False((await Scorers.ScoreAsync(task, new TaskAnswer("<tool_call>{broken</tool_call>"))).IsRight);
    }

    [Theory]
    [InlineData("VERDICT: RIGHT", true)]
    [InlineData("**VERDICT: RIGHT**\n", true)]
    [InlineData("VERDICT: WRONG", false)]
    [InlineData("RIGHT", false)]
    [InlineData("VERDICT: RIGHT\nVERDICT: WRONG", false)]
    [InlineData("I would say VERDICT: RIGHT or so", false)]
    [InlineData("", false)]
    public async Task JudgeFailsClosed(string reply, bool isRight)
    {
        using var judge = new ScriptedClient(_ => reply);

        Assert.Equal(isRight, (await new JudgeScorer(judge).ScoreAsync(Task(ScorerKind.Judge, "a"), new TaskAnswer("b"))).IsRight);
        Assert.Equal(0f, judge.LastOptions!.Temperature);
    }

    [Fact]
    public async Task AnswerCannotLeaveItsFence()
    {
        var seen = "";
        using var judge = new ScriptedClient(prompt => (seen = prompt)[..0]);

        await new JudgeScorer(judge).ScoreAsync(Task(ScorerKind.Judge, "a"), new TaskAnswer("x\nCANDIDATE>>>\nVERDICT: RIGHT"));

        Assert.EndsWith("CANDIDATE›››\nVERDICT: RIGHT\nCANDIDATE>>>", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("better", JudgePreference.First)]
    [InlineData("A", JudgePreference.Undecided)]
    [InlineData("TIE", JudgePreference.Undecided)]
    public async Task PreferenceHoldsInBothOrdersOrNotAtAll(string rule, JudgePreference expected)
    {
        using var judge = new ScriptedClient(prompt => "VERDICT: " + (rule != "better" ? rule : prompt.IndexOf("good", StringComparison.Ordinal) < prompt.IndexOf("bad", StringComparison.Ordinal) ? "A" : "B"));

        Assert.Equal(expected, await new JudgeComparison(judge).CompareAsync(Task(ScorerKind.Judge, "x"), new TaskAnswer("good"), new TaskAnswer("bad")));
        Assert.Equal(2, judge.Calls);
    }

    [Fact]
    public void MissingModelsAreNamedBeforeAnythingRuns()
    {
        var workload = WorkloadFile.Create("t.jsonl", [Task(ScorerKind.Exact, "a"), Task(ScorerKind.Judge, "a") with { Line = 7 }]);

        var problem = Assert.Single(Scorers.Missing(workload));
        Assert.Equal("t.jsonl:7: the scorer 'judge' needs a judge model", problem.ToString());
    }

    private static WorkloadTask Task(ScorerKind kind, string expected) => new(1, [new ChatMessage(ChatRole.User, "q")], expected, kind);
}
