using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.LocalModels;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task NewcomerWritesAModelAndAsksIt()
    {
        var made = await _bench.RunAsync("new", "-t", "model");
        var answer = await _bench.RunAsync("generate", "models/tiny", "Hello", "--max-tokens", "8", "--stats");

        Assert.Equal(0, made.Code);
        Assert.Contains("next: optpolicy generate models/tiny", made.Out, StringComparison.Ordinal);
        Assert.Equal(0, answer.Code);
        Assert.EndsWith("\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("8 tokens in", answer.Error, StringComparison.Ordinal);
        Assert.Contains("certified: the answer is that of plain decoding", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelIsNeverWrittenOverAnything()
    {
        _bench.Write("models/tiny/notes.txt", "mine");

        var run = await _bench.RunAsync("new", "models/tiny", "--template", "model");

        Assert.Equal(2, run.Code);
        Assert.Equal(["notes.txt"], Directory.EnumerateFiles(Path.Combine(_bench.Folder, "models/tiny")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task EqualSeedsGiveEqualAnswersWithAndWithoutSpeculation()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        string[] ask = ["generate", "tiny", "Hello", "--max-tokens", "32", "--temperature", "0.8", "--seed", "7"];

        var speculated = await _bench.RunAsync(ask);
        var plain = await _bench.RunAsync([.. ask, "--no-speculate"]);
        var other = await _bench.RunAsync([.. ask[..^1], "8"]);

        Assert.Equal(plain.Out, speculated.Out);
        Assert.NotEqual(plain.Out, other.Out);
    }

    [Fact]
    public async Task AnswerKeepsToItsSchema()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        _bench.Write("schema.json", """{ "type": "object", "properties": { "ok": { "type": "boolean" } }, "required": ["ok"], "additionalProperties": false }""");

        var run = await _bench.RunAsync("generate", "tiny", "Is it open?", "--system", "Answer yes or no.", "--json-schema", "schema.json");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(JsonDocument.Parse(run.Out).RootElement.GetProperty("ok").ValueKind, (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
    }

    [Fact]
    public async Task PromptComesFromStandardInputAndTheModelFromAPolicy()
    {
        await _bench.RunAsync("new", "app/models/tiny", "-t", "model");
        _bench.Write("app/desk.optpolicy", Policy("models/tiny"));

        var run = await _bench.RunWithInputAsync("Hello", "generate", "app/desk.optpolicy#desk", "-", "--max-tokens", "4", "--stats");

        Assert.Equal(0, run.Code);
        Assert.Contains("4 tokens in", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeviceThatIsNotThereIsNamedAndTheProcessorAnswers()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");

        var run = await _bench.RunAsync("generate", "tiny", "Hello", "--max-tokens", "2", "--devices", "directml,cpu");

        Assert.Equal(0, run.Code);
        Assert.Contains("optpolicy: not on DirectML: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no model folder 'nowhere'; 'optpolicy new DIR --template model' writes a tiny one to try", "generate", "nowhere", "x")]
    [InlineData("there is no model folder 'desk.optpolicy'; name one of its models with 'desk.optpolicy#model'", "generate", "desk.optpolicy", "x")]
    [InlineData("'desk.optpolicy' has no local model 'other': it has desk", "generate", "desk.optpolicy#other", "x")]
    [InlineData("model 'desk': there is no folder 'models/none'", "generate", "desk.optpolicy#desk", "x")]
    [InlineData("--max-tokens takes a number from 1 on.", "generate", ".", "x", "--max-tokens", "0")]
    [InlineData("--temperature takes a number from 0 on.", "generate", ".", "x", "--temperature", "-1")]
    [InlineData("--devices takes cpu, cuda, directml and npu, joined by commas; not 'gpu'.", "generate", ".", "x", "--devices", "gpu")]
    [InlineData("exclude each other", "generate", ".", "x", "--speculate", "--no-speculate")]
    [InlineData("desk.optpolicy: not JSON", "generate", ".", "x", "--json-schema", "desk.optpolicy")]
    public async Task WrongUseIsOneLineAndExitCodeTwo(string message, params string[] arguments)
    {
        _bench.Write("desk.optpolicy", Policy("models/none"));

        var run = await _bench.RunAsync(arguments);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();

    private static string Policy(string folder) => $$"""
        optpolicy 1

        model desk {
          provider: onnx("{{folder}}")
          price: free
          context: 512tok
          max_output: 100tok
        }

        policy Desk {
          route {
            otherwise use desk
          }
        }

        """;
}
