using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Caching;

public class TuneCommandTests
{
    [Fact]
    public async Task AFewLabelsPromiseNothingAndTheCompilerSaysSo()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("max_false_hits: 1%\naudit: 1%"));
        bench.Write("pairs.jsonl", CachePolicy.Pairs(12));

        var run = await bench.RunAsync("tune", "desk.optpolicy", "--pairs", "pairs.jsonl");

        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains("Desk: 24 pairs, 12 of them the same", run.Out, StringComparison.Ordinal);
        Assert.Contains("not proven: up to ", run.Out, StringComparison.Ordinal);
        Assert.Contains("that takes 299 served pairs without a wrong one among them", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("wrote desk.calibration.json\nadd to 'cache semantic': calibration: \"desk.calibration.json\"\n", run.Out, StringComparison.Ordinal);

        bench.Write("desk.optpolicy", CachePolicy.With("max_false_hits: 1%\naudit: 1%\ncalibration: \"desk.calibration.json\""));
        Assert.Contains("OPT8017", (await bench.RunAsync("check", "desk.optpolicy")).Out, StringComparison.Ordinal);
        bench.Write("desk.optpolicy", CachePolicy.With("max_false_hits: 1%\naudit: 1%\ncalibration: \"desk.calibration.json\"\nverify with same_question"));
        var check = await bench.RunAsync("check", "desk.optpolicy");
        Assert.Contains("OPT8024: 'desk.calibration.json' was made with the verifier none, and this cache uses shipped from 80%", check.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSameLabelsGiveTheSameFileInAnyOrderAndFormat()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("max_false_hits: 1%\naudit: 1%\ncalibration: \"made/desk.calibration.json\""));
        Directory.CreateDirectory(Path.Combine(bench.Folder, "made"));
        var rows = CachePolicy.Pairs(6).Split('\n');
        bench.Write("pairs.jsonl", string.Join('\n', rows));
        bench.Write("pairs.csv", "Label,Text_A,Text_B\n" + string.Join('\n', rows.Reverse().Select(static row =>
        {
            var pair = JsonDocument.Parse(row).RootElement;
            return $"{(pair.GetProperty("same").GetBoolean() ? 1 : 0)},\"{pair.GetProperty("cached").GetString()}\",{pair.GetProperty("asked").GetString()}";
        })) + "\n");

        await bench.RunAsync("tune", "desk.optpolicy", "--pairs", "pairs.jsonl");
        var first = bench.Read("made/desk.calibration.json");
        await bench.RunAsync("tune", "desk.optpolicy", "--pairs", "pairs.csv");

        Assert.Equal(first, bench.Read("made/desk.calibration.json"));
        var hash = JsonDocument.Parse(first).RootElement.GetProperty("pairs_sha256").GetString();
        Assert.Equal(64, hash!.Length);
    }

    [Fact]
    public async Task APolicyThatGoesByItsThresholdIsToldWhichOneKeepsAShare()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.9"));
        bench.Write("pairs.jsonl", CachePolicy.Pairs(12));

        var run = await bench.RunAsync("tune", "desk.optpolicy", "--pairs", "pairs.jsonl", "--share", "40%", "--format", "json");

        var told = JsonDocument.Parse(run.Out).RootElement;
        Assert.True(told.GetProperty("proven").GetBoolean());
        Assert.InRange(told.GetProperty("advised_threshold").GetDouble(), 0.5, 0.99);
        Assert.Equal(0, run.Code);
        Assert.Empty(Directory.GetFiles(bench.Folder, "*.json"));
    }

    [Fact]
    public async Task LabelsThatContradictTheBoundAreNotWritten()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("max_false_hits: 1%\naudit: 1%"));

        // The same words in another dress, labelled as different: they are served whatever is learned.
        bench.Write("pairs.jsonl", string.Join('\n', Enumerable.Range(0, 20).Select(static i => $$"""{ "text_a": "Question {{(char)('a' + i)}} about lamps?", "text_b": "question {{(char)('a' + i)}} about lamps", "label": "different" }""")));

        var run = await bench.RunAsync("tune", "desk.optpolicy", "--pairs", "pairs.jsonl");

        Assert.Equal(1, run.Code);
        Assert.Contains("disproven", run.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(bench.Folder, "desk.calibration.json")));
    }

    [Fact]
    public async Task AStreamOfAnsweredQuestionsIsPairedWithTheNearestBefore()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));
        bench.Write("stream.jsonl", """
            { "question": "How do I return a lamp?", "answer": "returns" }
            { "question": "What does the kettle cost?", "answer": "kettle" }
            { "question": "how do I return a lamp", "answer": "returns" }
            { "text": "How can I return my lamp?", "intent": "returns" }
            { "question": "Nobody knows the answer to this." }
            { "question": "What did the kettle cost?", "answer": "old kettle" }
            """);

        var run = await bench.RunAsync("tune", "desk.optpolicy", "--stream", "stream.jsonl", "--format", "json");

        // The same words again are no pair, the first question has nothing before it, and what has no known answer proves nothing.
        var told = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal((3, 1), (told.GetProperty("pairs").GetInt32(), told.GetProperty("same").GetInt32()));
    }

    [Fact]
    public async Task GroupsOfQuestionsAreAStreamThatASeedDraws()
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("threshold: 0.8"));
        Directory.CreateDirectory(Path.Combine(bench.Folder, "questions"));
        bench.Write("questions/lamps.txt", "# lamps\nHow do I return a lamp? | How can I return my lamp? | !How do I buy a lamp?\n");
        bench.Write("questions/kettles.txt", "What does the kettle cost? | what is the price of the kettle\n");

        var run = await bench.RunAsync("tune", "desk.optpolicy", "--stream", "questions", "--format", "json");

        var told = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal((4, 2), (told.GetProperty("pairs").GetInt32(), told.GetProperty("same").GetInt32()));
    }

    [Theory]
    [InlineData("there is no file 'none.jsonl'", "tune", "desk.optpolicy", "--pairs", "none.jsonl")]
    [InlineData("broken.jsonl(2): there is no 'asked' (or text_b, question2, similar, b)", "tune", "desk.optpolicy", "--pairs", "broken.jsonl")]
    [InlineData("label.csv(3): the label is true or false, 1 or 0, same or different; not 'maybe'", "tune", "desk.optpolicy", "--pairs", "label.csv")]
    [InlineData("the name of a calibration ends in .calibration.json", "tune", "desk.optpolicy", "--pairs", "label.csv", "--out", "x.json")]
    [InlineData("no policy of the file has a 'cache semantic'", "tune", "plain.optpolicy", "--pairs", "one.jsonl")]
    [InlineData("Give labelled pairs with --pairs, or a stream of answered questions with --stream.", "tune", "desk.optpolicy")]
    [InlineData("--share takes a share", "tune", "desk.optpolicy", "--pairs", "one.jsonl", "--share", "often")]
    public async Task MistakesAreOneLine(string message, params string[] command)
    {
        using var bench = new Workbench();
        bench.Write("desk.optpolicy", CachePolicy.With("max_false_hits: 1%\naudit: 1%"));
        bench.Write("plain.optpolicy", CachePolicy.With("").Replace("cache semantic {\n    scope: [tenant]\n    \n  }\n", "", StringComparison.Ordinal));
        bench.Write("one.jsonl", """{ "cached": "a?", "asked": "b?", "same": 1 }""");
        bench.Write("broken.jsonl", """
            { "cached": "a?", "asked": "b?", "same": 1 }
            { "cached": "a?", "same": 1 }
            """);
        bench.Write("label.csv", "cached,asked,same\n\"a,\nb\",c,1\n");
        if (command.Contains("label.csv") && !command.Contains("--out"))
            bench.Write("label.csv", "cached,asked,same\n\"a, \"\"b\"\"\",c,1\nd,e,maybe\n");

        var run = await bench.RunAsync(command);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }
}
