using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Caching;

public class CacheExplainCommandTests
{
    private static readonly string[] Stored =
    [
        "How do I reset my password?", "How do I turn on notifications?", "How long does delivery to Norway take?", "How do I return a lamp?", "How do I return a chair?", "Where is my invoice of March?",
    ];

    [Theory]
    [InlineData("threshold: 0.8")]
    [InlineData("threshold: 0.7\nverify with same_question when similarity < 0.9")]
    public async Task ItSaysWhatTheClientDoesWhileTheClientRuns(string settings)
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With(settings));
        using var desk = new StoredDesk(bench);
        foreach (var question in Stored)
            await desk.AskAsync(question);

        string[] asked = ["how can I reset my password", "How do I turn off notifications?", "How do I return a table?", "Where can I find my invoice of March?"];
        foreach (var question in asked)
        {
            // The explanation first: an answered question is stored and would be the nearest.
            var run = await bench.RunAsync("cache", "explain", "desk.optpolicy", question, "--verify", "--format", "json");
            Assert.Equal(("", 0), (run.Error, run.Code));
            var explained = JsonDocument.Parse(run.Out).RootElement.GetProperty("candidates").EnumerateArray().FirstOrDefault(static c => c.GetProperty("action").GetString() is "serve");
            var (cache, entry) = await desk.AskAsync(question);

            Assert.Equal((question, entry), (question, explained.ValueKind is JsonValueKind.Undefined ? null : explained.GetProperty("entry").GetString()));
            Assert.Equal(entry is null ? "miss" : "semantic", cache);
        }
    }

    [Fact]
    public async Task ItShowsWhatAGuardSawAndWhereARequestDoesNotLook()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));
        using var desk = new StoredDesk(bench);
        await desk.AskAsync("How do I turn on notifications?", "acme");

        var own = await bench.RunAsync("cache", "explain", "desk.optpolicy", "How do I turn off notifications?", "--set", "tenant=acme");
        Assert.Contains("miss    guard:negation", own.Out, StringComparison.Ordinal);
        Assert.Contains("guard:negation: asked '", own.Out, StringComparison.Ordinal);
        Assert.EndsWith("a miss: a model answers\n", own.Out, StringComparison.Ordinal);

        var other = await bench.RunAsync("cache", "explain", "desk.optpolicy", "How do I turn on notifications?", "--set", "tenant=other");
        Assert.Contains("nothing is stored where this request looks", other.Out, StringComparison.Ordinal);
        Assert.Contains("tenant 'acme'", other.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there are no entries of policy 'Desk' in 'cache'", "question")]
    [InlineData("there are no entries of policy 'Desk' in 'none'", "question", "--store", "none")]
    [InlineData("there is no request fact 'tenannt'; did you mean 'tenant'?", "question", "--set", "tenannt=acme")]
    [InlineData("Give either a question or --request r.json.")]
    public async Task MistakesAreOneLine(string message, params string[] arguments)
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));

        var run = await bench.RunAsync(["cache", "explain", "desk.optpolicy", .. arguments]);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("threshold: 0.9\nguards: [numbers, dates]", "semantic cache\n  answers to questions with a cosine from 0.9; clear of other answers by 0.03; guards: numbers, dates; doubts are misses;")]
    [InlineData("max_false_hits: 5%\naudit: 5%", "those that keep wrong hits at 5%, from the shipped calibration on;")]
    [InlineData("threshold: 0.9\nbypass when input.tokens > 1tok", "semantic cache\n  bypassed\n")]
    public async Task AnExplanationOfAPolicySaysByWhatRuleNearAnswersAreServed(string settings, string said)
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With(settings));

        var run = await bench.RunAsync("explain", "desk.optpolicy", "--prompt", "How do I reset my password?");

        Assert.Equal("", run.Error);
        Assert.Contains(said, run.Out, StringComparison.Ordinal);
    }
}
