using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Providers;

public sealed class RecordingTests
{
    [Fact]
    public void ReadsEveryMemberOfALine()
    {
        using var file = new TemporaryFile("""
            {"user": ["turn 1", "turn 2"], "tool_results": 1, "answer": "Hello there", "tool_calls": [{"name": "look_up", "arguments": {"order": 7}}], "finish_reason": "stop", "input_tokens": 812, "cached_tokens": 3, "output_tokens": 96, "latency_ms": 840, "confidence": 0.91, "correct": true}

            {"user": ["again"], "status": 429}
            """);

        var recording = Recording.Read(file.Path);

        Assert.Equal(2, recording.Answers.Length);
        var answer = recording.Answers[0];
        Assert.Equal(["turn 1", "turn 2"], answer.User);
        Assert.Equal((1, "Hello there", "stop", 812, 3, 96), (answer.ToolResults, answer.Answer, answer.FinishReason, answer.InputTokens, answer.CachedTokens, answer.OutputTokens));
        Assert.Equal((840, 0.91, true), (answer.LatencyMs, answer.Confidence, answer.Correct));
        Assert.Equal("look_up", answer.ToolCalls[0].Name);
        Assert.Equal(429, recording.Answers[1].Status);
    }

    [Fact]
    public void AWrittenLineReadsBackTheSame()
    {
        var answer = new RecordedAnswer { User = ["question\nsecond line"], Answer = "ä \"quoted\"", InputTokens = 5, OutputTokens = 7, Confidence = 0.5 };
        using var file = new TemporaryFile(Recording.Format(answer));

        var read = Recording.Read(file.Path).Answers[0];

        Assert.Equal(answer.User, read.User);
        Assert.Equal(answer with { User = read.User, ToolCalls = read.ToolCalls }, read);
    }

    [Theory]
    [InlineData("""{"user": ["x"], "anwser": "y"}""", "anwser")]
    [InlineData("""{"answer": "y"}""", "user")]
    [InlineData("""{"user": [], "answer": "y"}""", "'user' needs at least one text")]
    [InlineData("""{"user": ["x"], "answer": null}""", "null")]
    [InlineData("""{"user": ["x"], "confidence": 1.5}""", "'confidence' must be from 0 to 1")]
    [InlineData("""{"user": ["x"], "latency_ms": -1}""", "latency")]
    [InlineData("""{"user": ["x"], "output_tokens": -1}""", "negative")]
    [InlineData("""{"user": ["x"], "status": 200}""", "'status' must be from 400 to 599")]
    [InlineData("""{"user": ["x"], "finish_reason": "tired"}""", "'finish_reason' must be")]
    [InlineData("""{"user": ["x"], "tool_calls": [{"name": "t", "arguments": 4}]}""", "'arguments' must be an object")]
    [InlineData("""{"user": ["x"]""", "")]
    [InlineData("null", "the line is null")]
    public void AMalformedLineIsAnErrorWithFileAndLine(string line, string cause)
    {
        using var file = new TemporaryFile("""{"user": ["good"], "answer": "fine"}""" + "\n" + line);

        var error = Assert.Throws<PolicyConfigurationException>(() => Recording.Read(file.Path));

        Assert.StartsWith($"{file.Path}:2: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(cause, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingRecordingNamesPolicyModelAndSetting()
    {
        var model = new ModelInfo(0, "mini", ModelProvider.Recorded) { ProviderArgument = "absent.jsonl" };

        var error = Assert.Throws<PolicyConfigurationException>(() => ModelProviders.Create("Desk", model, services: null, new PolicyChatClientOptions()));

        Assert.Contains("'Desk'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'mini'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'absent.jsonl'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'provider'", error.Message, StringComparison.Ordinal);
    }
}
