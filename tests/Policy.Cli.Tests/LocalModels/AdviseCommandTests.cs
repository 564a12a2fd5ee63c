using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.LocalModels;

public sealed class AdviseCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task CheckpointIsAdvisedOnWithReasonsEvidenceAndAPolicy()
    {
        TinyCheckpoint.Write(_bench, "checkpoint");
        WriteExamples();

        var run = await _bench.RunAsync("advise", "checkpoint", "--data", "train.jsonl", "--tasks", "tasks.jsonl", "--target", "edge", "--budget", "hours", "--max-size", "50KiB", "--solved", "90%");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("checkpoint: checkpoint, LlamaForCausalLM, 0.06 M weights", run.Out, StringComparison.Ordinal);
        Assert.Contains("1. Speculation: do it.", run.Out, StringComparison.Ordinal);
        Assert.Contains("2. Quantisation after training: do it. Quantise to int4 in groups of 32 with gptq", run.Out, StringComparison.Ordinal);
        Assert.Contains("[OPT7005]", run.Out, StringComparison.Ordinal);
        Assert.Contains("$ optpolicy compress compress.optpolicy --out checkpoint-small", run.Out, StringComparison.Ordinal);
        Assert.Contains("     compress local_checkpoint from \"checkpoint\" {", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AdvisedCommandsAreCommandsOfThisTool()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        TinyCheckpoint.Write(_bench, "checkpoint");
        WriteExamples();
        _bench.Write("graph/model.onnx", "no graph, and nobody looks");
        _bench.Write("weights.gguf", "the same");
        var commands = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in (string[])["tiny", "checkpoint", "graph", "graph/model.onnx", "weights.gguf"])
        {
            foreach (var batch in (string[])["1", "16"])
            {
                var run = await _bench.RunAsync("advise", model, "--data", "train.jsonl", "--tasks", "tasks.jsonl", "--budget", "hours", "--target", "edge", "--batch", batch, "--draft", "tiny", "--format", "json");
                Assert.Equal((0, ""), (run.Code, run.Error));
                commands.UnionWith(JsonDocument.Parse(run.Out).RootElement.GetProperty("recommendations").EnumerateArray().SelectMany(static one => one.GetProperty("commands").EnumerateArray()).Select(static command => command.GetString()!));
            }
        }

        // A folder that is not there is told about after the command line was understood.
        foreach (var command in commands.Select(static command => command.Replace("checkpoint", "nowhere", StringComparison.Ordinal).Replace("tiny", "nowhere", StringComparison.Ordinal)))
        {
            var run = await _bench.RunAsync([.. Split(command).Skip(1)]);
            Assert.DoesNotContain("Unrecognized", run.Error, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Required", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(" takes ", run.Error, StringComparison.Ordinal);
        }

        Assert.InRange(commands.Count, 8, 100);
    }

    [Fact]
    public async Task AdvisedPolicyIsWrittenOnceAndNeverOver()
    {
        TinyCheckpoint.Write(_bench, "checkpoint");

        var first = await _bench.RunAsync("advise", "checkpoint", "--write", "compress.optpolicy");
        var second = await _bench.RunAsync("advise", "checkpoint", "--write", "compress.optpolicy");

        Assert.Equal((0, 2), (first.Code, second.Code));
        Assert.StartsWith("optpolicy 1", _bench.Read("compress.optpolicy"), StringComparison.Ordinal);
        Assert.Contains("step quantize int8 using rtn", _bench.Read("compress.optpolicy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeenAndFewTasksAreWarnedOf()
    {
        TinyCheckpoint.Write(_bench, "checkpoint");
        WriteExamples();

        var run = await _bench.RunAsync("advise", "checkpoint", "--data", "tasks.jsonl", "--tasks", "tasks.jsonl");

        Assert.Contains("3 of 3 tasks of tasks.jsonl are in tasks.jsonl [OPT7009]", run.Out, StringComparison.Ordinal);
        Assert.Contains("3 tasks for a bound of 2 %: at least 166 are needed", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no model 'nowhere'.", "advise", "nowhere")]
    [InlineData("'notes.txt' is no model", "advise", "notes.txt")]
    [InlineData("holds no model", "advise", "empty")]
    [InlineData("cannot be read", "advise", "checkpoint", "--data", "none.jsonl")]
    [InlineData("--max-size takes a size such as", "advise", "checkpoint", "--max-size", "20MB")]
    [InlineData("--solved takes a share such as", "advise", "checkpoint", "--solved", "120%")]
    [InlineData("--batch takes a number from 1 on.", "advise", "checkpoint", "--batch", "0")]
    public async Task WrongUseIsOneLine(string message, params string[] arguments)
    {
        TinyCheckpoint.Write(_bench, "checkpoint");
        _bench.Write("notes.txt", "x");
        _bench.Write("empty/notes.txt", "x");

        var run = await _bench.RunAsync(arguments);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();

    private static IEnumerable<string> Split(string command) =>
        command.Split('"').SelectMany(static (part, index) => index % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private void WriteExamples()
    {
        _bench.Write("train.jsonl", string.Join('\n', Enumerable.Range(0, 1200).Select(static i => $$"""{"messages": [{"role": "user", "content": "question number {{i}}"}, {"role": "assistant", "content": "answer {{i}}"}]}""")));
        _bench.Write("tasks.jsonl", """
            {"prompt": "one", "expected": "1"}
            {"prompt": "two", "expected": "2"}
            {"prompt": "three", "expected": "3"}
            """);
    }
}
