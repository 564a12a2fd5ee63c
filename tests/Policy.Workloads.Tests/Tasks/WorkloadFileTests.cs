using Microsoft.Extensions.AI;
using OptPolicy.Workloads.Tasks;
using OptPolicy.Workloads.Tests.Support;

namespace OptPolicy.Workloads.Tests.Tasks;

public sealed class WorkloadFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("""{"prompt": "2+2?", "expected": "4"}""", ScorerKind.Exact, "4")]
    [InlineData("""{"prompt": "q", "expected": "{\"a\": 1}"}""", ScorerKind.Json, "{\"a\": 1}")]
    [InlineData("""{"prompt": "q", "expected": {"a": 1}}""", ScorerKind.Json, "{\"a\": 1}")]
    [InlineData("""{"prompt": "q", "tool_calls": [{"name": "f", "arguments": {"x": 1}}]}""", ScorerKind.ToolCall, """[{"name":"f","arguments":{"x":1}}]""")]
    [InlineData("""{"prompt": "q", "tool_calls": {"function": {"name": "f", "arguments": "{\"x\": 1}"}}}""", ScorerKind.ToolCall, """[{"name":"f","arguments":{"x":1}}]""")]
    [InlineData("""{"prompt": "q", "tool_calls": []}""", ScorerKind.ToolCall, "[]")]
    [InlineData("""{"prompt": "q", "expected": "card_lost", "scorer": "label"}""", ScorerKind.Label, "card_lost")]
    [InlineData("""{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}""", ScorerKind.Exact, "a")]
    [InlineData("""{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>"}]}""", ScorerKind.ToolCall, """[{"name":"f","arguments":{}}]""")]
    public void ScorerFollowsFromWhatIsExpected(string line, ScorerKind scorer, string expected)
    {
        var task = Assert.Single(WorkloadFile.Read(_folder.Write("t.jsonl", line)).Tasks);

        Assert.Equal((scorer, expected), (task.Scorer, task.Expected));
        Assert.Equal(ChatRole.User, task.Messages[^1].Role);
    }

    [Theory]
    [InlineData("{", "no JSON object")]
    [InlineData("[1]", "expected a JSON object, found array")]
    [InlineData("""{"expected": "4"}""", "there is no 'prompt' and no 'messages'")]
    [InlineData("""{"prompt": "q"}""", "nothing says what a right answer is")]
    [InlineData("""{"prompt": 1, "expected": "4"}""", "'prompt' must be a string")]
    [InlineData("""{"prompt": "q", "messages": [], "expected": "4"}""", "exclude each other")]
    [InlineData("""{"prompt": "q", "expected": "4", "tool_calls": []}""", "exclude each other")]
    [InlineData("""{"prompt": "q", "expected": "4", "scorer": "fuzzy"}""", "'fuzzy' is no scorer")]
    [InlineData("""{"prompt": "q", "expected": "4", "scorrer": "label"}""", "did you mean 'scorer'?")]
    [InlineData("""{"prompt": "q", "expected": "(", "scorer": "regex"}""", "is no regular expression")]
    [InlineData("""{"prompt": "q", "expected": "four", "scorer": "json"}""", "must be JSON")]
    [InlineData("""{"prompt": "q", "expected": "4", "max_tokens": 0}""", "'max_tokens' must be")]
    [InlineData("""{"messages": [{"role": "robot", "content": "q"}], "expected": "4"}""", "'robot' is no role")]
    [InlineData("""{"messages": [{"role": "assistant", "content": "a"}]}""", "no message of the user")]
    [InlineData("""{"prompt": "q", "expected": "4", "tools": [{"description": "x"}]}""", "every tool needs a 'name'")]
    public void WhatIsWrongIsToldWithFileAndLine(string line, string message)
    {
        var path = _folder.Write("t.jsonl", """{"prompt": "ok", "expected": "ok"}""", "", line);

        var error = Assert.Throws<WorkloadException>(() => WorkloadFile.Read(path));

        Assert.StartsWith($"{path}:3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllWrongLinesAreToldAtOnce()
    {
        var error = Assert.Throws<WorkloadException>(() => WorkloadFile.Read(_folder.Write("t.jsonl", "{", """{"prompt": "q"}""", "x")));

        Assert.Equal([1, 2, 3], error.Problems.Select(static problem => problem.Line));
    }

    [Fact]
    public void EmptyAndMissingFilesAreErrors()
    {
        Assert.Contains("is empty", Assert.Throws<WorkloadException>(() => WorkloadFile.Read(_folder.Write("t.jsonl", ""))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<WorkloadException>(() => WorkloadFile.Read(_folder.PathOf("none"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RepeatedTasksAreFoundAndTurnsOfSessionsMayRepeat()
    {
        var workload = WorkloadFile.Read(_folder.Write(
            "t.jsonl", """{"prompt": "q", "expected": "a"}""", """{"expected": "a", "prompt": "q"}""", """{"prompt": "q", "expected": "b"}""",
            """{"prompt": "yes", "expected": "a", "session": "1"}""", """{"prompt": "yes", "expected": "a", "session": "1"}"""));

        Assert.Equal([(2, 1)], workload.Duplicates);
    }

    [Fact]
    public void HashFollowsTheMeaningAndNotTheLayout()
    {
        var first = WorkloadFile.Read(_folder.Write("a.jsonl", """{"prompt": "q", "expected": "a"}"""));
        var same = WorkloadFile.Read(_folder.Write("b.jsonl", "", """{ "expected":"a",  "prompt":"q" }"""));
        var other = WorkloadFile.Read(_folder.Write("c.jsonl", """{"prompt": "q", "expected": "a", "system": "s"}"""));

        Assert.Equal(first.Hash, same.Hash);
        Assert.NotEqual(first.Hash, other.Hash);
    }

    [Fact]
    public void ToolsAreDeclaredAsTheModelWillSeeThem()
    {
        var task = WorkloadFile.Read(_folder.Write("t.jsonl", """{"prompt": "q", "tool_calls": [], "tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}}}]}""")).Tasks[0];

        var tool = Assert.IsAssignableFrom<AIFunctionDeclaration>(Assert.Single(task.Tools));
        Assert.Equal(("f", "d"), (tool.Name, tool.Description));
    }

    [Fact]
    public void TextsComeFromJsonLinesConversationsAndParagraphs()
    {
        var lines = TextSet.Read(_folder.Write("t.jsonl", """{"text": "one"}""", """{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}"""));
        var plain = TextSet.Read(_folder.Write("t.txt", "one", "two", "", "", "three"));

        Assert.Equal(["one", "<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\na<|im_end|>\n"], lines.Documents.Select(static d => d.Text));
        Assert.Equal([new TextDocument(1, "one\ntwo"), new TextDocument(5, "three")], plain.Documents);
    }

    [Fact]
    public void OverlapFindsEqualQuestionsWhateverTheirAnswersAndPunctuation()
    {
        var used = _folder.Write("train.jsonl", """{"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "Where is my order?"}, {"role": "assistant", "content": "a"}]}""");
        var judged = _folder.Write("eval.jsonl", """{"prompt": "Where is my order?", "expected": "b"}""", """{"prompt": "where is  MY order", "expected": "b"}""", """{"prompt": "Where is your order?", "expected": "b"}""");

        Assert.Equal([new OverlappingLine(1, 1, true), new OverlappingLine(2, 1, false)], WorkloadOverlap.Find(used, judged));
    }

    [Fact]
    public void NumbersAndSignsKeepQuestionsApart()
    {
        var used = _folder.Write("train.txt", "1+1?");
        var judged = _folder.Write("eval.txt", "1+2?", "", "11?", "", "1 + 1 ?");

        Assert.Empty(WorkloadOverlap.Find(used, judged));
    }

    public void Dispose() => _folder.Dispose();
}
