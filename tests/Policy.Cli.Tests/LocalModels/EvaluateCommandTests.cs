using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.LocalModels;

public sealed class EvaluateCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task WorkloadIsRunAndCounted()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        WriteTasks();

        var run = await _bench.RunAsync("evaluate", "tiny", "--tasks", "tasks.jsonl", "--wrong", "1");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("3 of 4", run.Out, StringComparison.Ordinal);
        Assert.Contains("75.0 %", run.Out, StringComparison.Ordinal);
        Assert.Contains("line 2: another text\n  expected never", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelAgainstItselfLosesNothingAndFourTasksAreTooFew()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        WriteTasks();

        var run = await _bench.RunAsync("evaluate", "tiny", "--against", "tiny", "--tasks", "tasks.jsonl", "--gate", "task_drop <= 2%", "--gate", "size_ratio <= 100%", "--format", "json");

        Assert.Equal((1, ""), (run.Code, run.Error));
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal((3, 0, 0, 1), (Number(json, "both"), Number(json, "lost"), Number(json, "won"), Number(json, "neither")));
        Assert.Equal(["undecidable", "passed"], json.GetProperty("gates").EnumerateArray().Select(static gate => gate.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task TextsAreReadForPerplexity()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        _bench.Write("texts.txt", string.Join("\n\n", Enumerable.Range(0, 12).Select(static i => $"Text {i} of the set, a little longer than the one before {new string('x', i)}.")));

        var run = await _bench.RunAsync("evaluate", "tiny", "--against", "tiny", "--tasks", "texts.txt", "--gate", "perplexity_rise <= 1%", "--format", "json");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var model = JsonDocument.Parse(run.Out).RootElement.GetProperty("model");
        Assert.Equal(12, model.GetProperty("texts").GetInt32());
        Assert.InRange(model.GetProperty("perplexity").GetDouble(), 100, 1000);
    }

    [Fact]
    public async Task StoppedRunGoesOnFromItsOutcomes()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        WriteTasks();
        var first = await _bench.RunAsync("evaluate", "tiny", "--tasks", "tasks.jsonl", "--outcomes", "out", "--format", "json");
        var file = Assert.Single(Directory.EnumerateFiles(Path.Combine(_bench.Folder, "out")));
        var lines = await File.ReadAllLinesAsync(file);
        await File.WriteAllTextAsync(file, string.Join('\n', lines[..3]) + "\n" + lines[3][..20]);

        var second = await _bench.RunAsync("evaluate", "tiny", "--tasks", "tasks.jsonl", "--outcomes", "out", "--format", "json");

        Assert.Equal(Solved(first), Solved(second));
        Assert.Equal(lines[..3], (await File.ReadAllLinesAsync(file))[..3]);
        Assert.Equal(5, (await File.ReadAllLinesAsync(file)).Length);
    }

    [Theory]
    [InlineData("tasks.jsonl:1: there is no 'prompt'", "evaluate", ".", "--tasks", "broken/tasks.jsonl")]
    [InlineData("needs a judge model: name one with --judge", "evaluate", ".", "--tasks", "judged.jsonl")]
    [InlineData("compares with the original: name it with --against", "evaluate", ".", "--tasks", "tasks.jsonl", "--gate", "task_drop <= 2%")]
    [InlineData("needs tasks, and the file has texts", "evaluate", ".", "--tasks", "texts.txt", "--gate", "latency.p95 <= 1s")]
    [InlineData("--gate takes forms like", "evaluate", ".", "--tasks", "tasks.jsonl", "--gate", "task_drop <= 2s")]
    [InlineData("--gate takes forms like", "evaluate", ".", "--tasks", "tasks.jsonl", "--gate", "session_drop <= 2%")]
    [InlineData("tasks.jsonl:1: the question is in train.jsonl:1 too", "evaluate", ".", "--tasks", "tasks.jsonl", "--training", "train.jsonl")]
    [InlineData("--concurrency takes a number from 1 to 64.", "evaluate", ".", "--tasks", "tasks.jsonl", "--concurrency", "0")]
    [InlineData("there is no model folder 'nowhere'", "evaluate", "nowhere", "--tasks", "tasks.jsonl")]
    public async Task WrongUseIsToldBeforeAModelIsLoaded(string message, params string[] arguments)
    {
        WriteTasks();
        _bench.Write("broken/tasks.jsonl", """{"expected": "x"}""");
        _bench.Write("judged.jsonl", """{"prompt": "q", "expected": "x", "scorer": "judge"}""");
        _bench.Write("train.jsonl", """{"prompt": "hello", "expected": "x"}""");
        _bench.Write("texts.txt", "text");

        var run = await _bench.RunAsync(arguments);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();

    private static int Number(JsonElement json, string name) => json.GetProperty("paired").GetProperty(name).GetInt32();

    private static int Solved(CommandRun run) => JsonDocument.Parse(run.Out).RootElement.GetProperty("model").GetProperty("solved").GetInt32();

    private void WriteTasks() => _bench.Write("tasks.jsonl", """
        {"prompt": "Hello", "expected": "(?s).*", "scorer": "regex", "max_tokens": 4}
        {"prompt": "Hello", "expected": "never", "max_tokens": 4}
        {"prompt": "One", "expected": "(?s).*", "scorer": "regex", "max_tokens": 4}
        {"messages": [{"role": "user", "content": "Two"}], "expected": "(?s).*", "scorer": "regex", "max_tokens": 4}
        """);
}
