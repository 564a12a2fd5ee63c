using System.Text.Json;
using Microsoft.Extensions.AI;

namespace OptPolicy.Runtime.Tests.Requests;

public sealed class RequestFactsTests
{
    [Fact]
    public void ShapeComesFromMessagesAndOptions()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.System, "be kind"),
            new(ChatRole.User, "first"),
            new(ChatRole.Assistant, "answer"),
            new(ChatRole.User, [new TextContent("second"), new DataContent(new byte[] { 1 }, "image/png"), new UriContent("https://example.org/a.wav", "audio/wav")]),
        ];
        var facts = new RequestFacts(messages, new() { Temperature = 0.2f, MaxOutputTokens = 99, ResponseFormat = ChatResponseFormat.Json, Tools = [AIFunctionFactory.Create(static () => 1, "one")] });

        Assert.Equal(("second", 2), (facts.InputText, facts.Turns));
        Assert.Equal((true, true, true, true), (facts.HasTools, facts.HasImages, facts.HasAudio, facts.WantsJson));
        Assert.Equal((0.2, 99L, false, false), (facts.Temperature, facts.MaxOutput, facts.IsToolLoop, facts.Stream));
    }

    [Fact]
    public void UnsetOptionsHaveDocumentedValues()
    {
        var facts = new RequestFacts([]);

        Assert.Equal((1.0, 0L, 1.0), (facts.Temperature, facts.MaxOutput, facts.Difficulty));
        Assert.Equal(("", "", "", "", "", ""), (facts.InputText, facts.Tenant, facts.UserId, facts.Session, facts.Intent, facts.User("tier")));
        Assert.Equal(("und", 0, 0L), (facts.Language, facts.Turns, facts.InputTokens));
    }

    [Fact]
    public void IdentityComesFromTheOptions()
    {
        var options = new ChatOptions().WithTenant("acme").WithUser("ann").WithUserAttribute("tier", "gold").WithSession("s1").WithIntent("refund").WithDifficulty(0.25).WithLanguage("EN");
        var facts = new RequestFacts([], options);

        Assert.Equal(("acme", "ann", "gold", "s1"), (facts.Tenant, facts.UserId, facts.User("tier"), facts.Session));
        Assert.Equal(("refund", 0.25, "en"), (facts.Intent, facts.Difficulty, facts.Language));
    }

    [Fact]
    public void IdentitySurvivesATripThroughJson()
    {
        var options = new ChatOptions { AdditionalProperties = new() { [RequestProperties.Difficulty] = JsonDocument.Parse("0.5").RootElement, [RequestProperties.Tenant] = JsonDocument.Parse("\"acme\"").RootElement } };

        Assert.Equal(("acme", 0.5), (new RequestFacts([], options).Tenant, new RequestFacts([], options).Difficulty));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void DifficultyOutsideItsRangeIsRefused(double difficulty) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChatOptions().WithDifficulty(difficulty));

    [Fact]
    public void PinnedFactsAreNeverComputed()
    {
        var facts = new RequestFacts(new Unreadable())
        {
            InputText = "pinned",
            InputTokens = 7,
            Language = "de",
            Turns = 3,
            HasTools = true,
            WantsJson = true,
            Temperature = 0,
            MaxOutput = 5,
            Tenant = "t",
            UserId = "u",
            Session = "s",
            Intent = "i",
            Difficulty = 0.5,
            IsToolLoop = true,
            Stream = true,
        };
        facts.SetUser("tier", "gold");

        Assert.Equal(("pinned", 7L, "de", 3), (facts.InputText, facts.InputTokens, facts.Language, facts.Turns));
        Assert.Equal("gold", facts.User("tier"));
        Assert.True(facts.IsToolLoop);
    }

    [Fact]
    public void OnePinnedKindOfMediaLeavesTheOtherAsItIs()
    {
        var facts = new RequestFacts([new(ChatRole.User, [new DataContent(new byte[] { 1 }, "audio/wav")])]) { HasImages = true };

        Assert.Equal((true, true), (facts.HasImages, facts.HasAudio));
    }

    [Fact]
    public void ResultOfAToolAtTheEndIsAToolLoop()
    {
        Assert.True(new RequestFacts([new(ChatRole.Tool, [new FunctionResultContent("1", "sun")])]).IsToolLoop);
        Assert.True(new RequestFacts([new(ChatRole.User, [new FunctionResultContent("1", "sun")])]).IsToolLoop);
        Assert.False(new RequestFacts([new(ChatRole.Tool, [new FunctionResultContent("1", "sun")]), new(ChatRole.User, "thanks")]).IsToolLoop);
    }

    [Fact]
    public void ToolsThatMayNotBeUsedDoNotCount() =>
        Assert.False(new RequestFacts([], new() { Tools = [AIFunctionFactory.Create(static () => 1, "one")], ToolMode = ChatToolMode.None }).HasTools);

    [Fact]
    public void CheapFactsAllocateNothing()
    {
        ChatMessage[] messages = [new(ChatRole.System, "be kind"), new(ChatRole.User, "How do I reset my password, please?")];
        var options = new ChatOptions { Temperature = 0.2f }.WithTenant("acme");
        Read(new(messages, options));
        var facts = new RequestFacts(messages, options);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(facts);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Read(RequestFacts f) => _ = f.HasTools | f.HasImages | f.HasAudio | f.WantsJson | f.IsToolLoop | (f.Turns > 3) | (f.Temperature > 0.5)
            | (f.MaxOutput > 5) | (f.Tenant.Length > 3) | (f.InputTokens > 5) | (f.InputText.Length > 4) | (f.Language.Length > 2);
    }

    private sealed class Unreadable : IReadOnlyList<ChatMessage>
    {
        public int Count => throw new InvalidOperationException("A pinned fact was computed.");

        public ChatMessage this[int index] => throw new InvalidOperationException("A pinned fact was computed.");

        public IEnumerator<ChatMessage> GetEnumerator() => throw new InvalidOperationException("A pinned fact was computed.");

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
