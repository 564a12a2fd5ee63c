using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.LocalModels;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Theory]
    [InlineData("q4")]
    [InlineData("q4-128")]
    [InlineData("fp32")]
    public async Task CheckpointBecomesAFolderThatAnswers(string weights)
    {
        TinyCheckpoint.Write(_bench, "checkpoint");

        var convert = await _bench.RunAsync("convert", "checkpoint", "--to", "models/desk", "--weights", weights, "--context", "128");
        var answer = await _bench.RunAsync("generate", "models/desk", "Hi", "--max-tokens", "3", "--no-speculate");

        Assert.Equal((0, ""), (convert.Code, convert.Error));
        Assert.StartsWith($"wrote models/desk: llama, 1 layers of 64, {weights}, context 128, ", convert.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
    }

    [Fact]
    public async Task HeadIsConvertedBesideItsModelAndDraftsForItFromAPolicy()
    {
        TinyCheckpoint.Write(_bench, "checkpoint");
        TinyCheckpoint.WriteHead(_bench, "trained-head");
        _bench.Write("desk.optpolicy", """
            optpolicy 1

            model desk {
              provider: onnx("models/desk")
              speculate with eagle("models/head")
              price: free
              context: 250tok
              max_output: 100tok
            }

            policy Desk {
              route {
                otherwise use desk
              }
            }
            """);

        var model = await _bench.RunAsync("convert", "checkpoint", "--to", "models/desk", "--hidden-states");
        var head = await _bench.RunAsync("convert", "trained-head", "--head-of", "checkpoint", "--to", "models/head");
        var bench = await _bench.RunAsync("bench", "desk.optpolicy#desk", "--tokens", "24", "--format", "json");
        var answer = await _bench.RunAsync("generate", "desk.optpolicy#desk", "Hi", "--max-tokens", "8");

        Assert.Equal((0, ""), (model.Code, model.Error));
        Assert.Equal((0, ""), (head.Code, head.Error));
        Assert.Contains("a draft head", head.Out, StringComparison.Ordinal);
        Assert.Equal(0, bench.Code);
        Assert.Contains("\"drafter\": \"eagle\"", bench.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (answer.Code, answer.Error));
    }

    [Fact]
    public async Task MissingTensorIsNamedAndNothingIsLeftBehind()
    {
        TinyCheckpoint.Write(_bench, "checkpoint", "model.layers.0.mlp.up_proj.weight");

        var run = await _bench.RunAsync("convert", "checkpoint", "--to", "models/desk");

        Assert.Equal(2, run.Code);
        Assert.Contains("mlp.up_proj", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_bench.Folder, "models")));
    }

    [Fact]
    public async Task FolderThatIsThereIsReplacedOnlyOnDemand()
    {
        TinyCheckpoint.Write(_bench, "checkpoint");
        await _bench.RunAsync("convert", "checkpoint", "--to", "desk");

        var again = await _bench.RunAsync("convert", "checkpoint", "--to", "desk", "--weights", "q8");
        var replaced = await _bench.RunAsync("convert", "checkpoint", "--to", "desk", "--weights", "q8", "--overwrite");

        Assert.Equal(2, again.Code);
        Assert.Equal((0, ""), (replaced.Code, replaced.Error));
        Assert.Contains("\"Q8\"", _bench.Read("desk/optpolicy-model.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckpointWithoutATokenizerIsAFinding()
    {
        TinyCheckpoint.Write(_bench, "checkpoint");
        File.Delete(Path.Combine(_bench.Folder, "checkpoint", "tokenizer.json"));

        var run = await _bench.RunAsync("convert", "checkpoint", "--to", "desk");

        Assert.Equal(1, run.Code);
        Assert.Contains("put a tokenizer.json into desk", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no file or folder 'nowhere'", "convert", "nowhere", "--to", "desk")]
    [InlineData("--weights takes q4, q8, q4-128, rowq8, fp32; not 'q5'.", "convert", ".", "--to", "desk", "--weights", "q5")]
    [InlineData("--context takes a number of tokens from 1 on.", "convert", ".", "--to", "desk", "--context", "0")]
    [InlineData("'--to' is required", "convert", ".")]
    public async Task WrongUseIsOneLineAndExitCodeTwo(string message, params string[] arguments)
    {
        var run = await _bench.RunAsync(arguments);

        Assert.Equal(2, run.Code);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();
}
