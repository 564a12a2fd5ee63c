using SupportSample.Traffic;

namespace OptPolicy.Samples.Tests;

public sealed class TrafficFileTests : IDisposable
{
    private const string Conversation = """{"id":"c-1","at":"2026-03-09T08:00:00Z","tenant":"lumen","user":"ann","say":["hi"]}""";
    private const string Problem = """{"prompt":"1+1?","weak":"True","strong":"False","weak_response":"1 + 1 = 2","strong_response":"3"}""";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"traffic-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void AMissingFileIsNamed() =>
        Assert.StartsWith(_path + ": cannot be read", Assert.Throws<TrafficException>(() => TrafficFile.Read(_path)).Message, StringComparison.Ordinal);

    [Fact]
    public void AnEmptyFileHasNoTraffic() => Fails("has no line of traffic", "", "  ");

    [Fact]
    public void AMalformedLineIsNamedByFileAndLine() => Fails(":3: not a line of traffic", Conversation, "", "{\"id\":");

    [Fact]
    public void AMissingMemberIsNamedByFileAndLine() => Fails(":1: not a line of traffic", """{"id":"c-1"}""");

    [Fact]
    public void AConversationNeedsWords() => Fails("'say' needs at least one text", Conversation.Replace("\"hi\"", "", StringComparison.Ordinal));

    [Fact]
    public void AnUnknownChannelIsRefused() => Fails("'channel' is chat or mail, not 'fax'", Conversation.Replace("\"user\"", "\"channel\":\"fax\",\"user\"", StringComparison.Ordinal));

    [Fact]
    public void AVerdictMustBeTrueOrFalse() => Fails(":1: not a line of traffic: 'weak' must be true or false", Problem.Replace("\"True\"", "\"maybe\"", StringComparison.Ordinal));

    [Fact]
    public void AProblemNeedsTwoModels() => Fails("needs the answers of two models", """{"prompt":"1+1?","weak":true,"weak_response":"2"}""");

    [Fact]
    public void ConversationsAndProblemsDoNotMix() => Fails("mixes conversations and problems", Conversation, Problem);

    [Fact]
    public void ProblemsKeepBothAnswersAndVerdicts()
    {
        File.WriteAllText(_path, Problem);
        var problem = Assert.Single(TrafficFile.Read(_path).Problems);
        Assert.Equal(new MathProblem("1+1?", new RecordedOpinion("weak", "1 + 1 = 2", true), new RecordedOpinion("strong", "3", false)), problem);
    }

    private void Fails(string reason, params string[] lines)
    {
        File.WriteAllLines(_path, lines);
        var error = Assert.Throws<TrafficException>(() => TrafficFile.Read(_path));
        Assert.StartsWith(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
