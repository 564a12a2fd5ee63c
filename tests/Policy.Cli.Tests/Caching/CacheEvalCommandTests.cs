using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Caching;

public class CacheEvalCommandTests
{
    private const string Stream = """
        { "question": "How do I reset my password?", "answer": "Press the blue button." }
        { "question": "how can I reset my password", "answer": "Press the blue button." }
        { "question": "how do I reset my password please" }
        { "question": "How can I reset my password?", "answer": "That was last year." }
        { "question": "How do I not reset my password?", "answer": "Leave it alone." }
        { "question": "How do I reset my password?", "answer": "Press the blue button." }
        """;

    [Fact]
    public async Task AServerThatThePolicyNamesIsNotNeeded()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8\nstore: redis(\"Cache\")"));
        bench.Write("pairs.jsonl", CachePolicy.Pairs(3));
        bench.Write("asked.jsonl", Stream);

        var pairs = await bench.RunAsync("cache", "eval", "desk.optpolicy", "--pairs", "pairs.jsonl");
        var stream = await bench.RunAsync("cache", "eval", "desk.optpolicy", "--stream", "asked.jsonl");
        Assert.Equal((0, "", 0, ""), (pairs.Code, pairs.Error, stream.Code, stream.Error));
    }

    [Fact]
    public async Task PairsAreCountedByWhatTheCacheDoesAndWhy()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));
        bench.Write("pairs.jsonl", CachePolicy.Pairs(12));

        var run = await bench.RunAsync("cache", "eval", "desk.optpolicy", "--pairs", "pairs.jsonl", "--format", "json");

        var told = JsonDocument.Parse(run.Out).RootElement;
        var (pairs, reasons) = (told.GetProperty("pairs"), told.GetProperty("reasons").EnumerateArray().ToArray());
        Assert.Equal((0, "", 24), (run.Code, run.Error, pairs.GetProperty("all").GetInt32()));
        Assert.Equal(24, reasons.Sum(static r => r.GetProperty("same").GetInt32() + r.GetProperty("different").GetInt32()));
        var near = Assert.Single(reasons, static r => r.GetProperty("reason").GetString() == "near");
        Assert.Equal("serve", near.GetProperty("action").GetString());
        Assert.Equal(pairs.GetProperty("served").GetInt32(), near.GetProperty("same").GetInt32() + near.GetProperty("different").GetInt32());
        Assert.True(near.GetProperty("same").GetInt32() >= 10);
    }

    [Fact]
    public async Task AStreamGoesThroughTheClientAndIsJudgedByItsAnswers()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));
        bench.Write("stream.jsonl", Stream);

        var run = await bench.RunAsync("cache", "eval", "desk.optpolicy", "--stream", "stream.jsonl", "--format", "json");

        // Served in other words: the second question, the third, whose answer is not known, and the fourth, wrongly by now; the last has the first one's words.
        var stream = JsonDocument.Parse(run.Out).RootElement.GetProperty("stream");
        Assert.Equal((6, 1, 1), (stream.GetProperty("requests").GetInt32(), stream.GetProperty("identical").GetInt32(), stream.GetProperty("unjudged").GetInt32()));
        Assert.Equal((4, 2, 1), (stream.GetProperty("all").GetInt32(), stream.GetProperty("served").GetInt32(), stream.GetProperty("wrong").GetInt32()));
        Assert.Equal(1, stream.GetProperty("reasons").GetProperty("guard:negation").GetInt32());
        Assert.True(stream.GetProperty("saved").GetDecimal() > stream.GetProperty("cost").GetDecimal());
    }

    [Fact]
    public async Task ThePageNeedsNothingElseAndTheTextSaysWhenItPays()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));
        bench.Write("pairs.jsonl", CachePolicy.Pairs(12));
        bench.Write("stream.jsonl", Stream);

        var run = await bench.RunAsync("cache", "eval", "desk.optpolicy", "--pairs", "pairs.jsonl", "--stream", "stream.jsonl", "--report", "cache.html");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("break-even: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("stream, in its order and from an empty cache: 6 requests", run.Out, StringComparison.Ordinal);
        var page = bench.Read("cache.html");
        Assert.Contains("<polyline class=\"curve\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }
}
