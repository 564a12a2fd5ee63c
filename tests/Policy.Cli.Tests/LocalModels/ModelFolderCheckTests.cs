using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.LocalModels;

public sealed class ModelFolderCheckTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task MissingFolderIsShownAtItsPlaceAndTheFixPutsTheRightNameThere()
    {
        _bench.Write("models/desk/optpolicy-model.json", Manifest("Q4"));
        _bench.Write("desk.optpolicy", Policy("models/desc", ""));

        var check = await _bench.RunAsync("check", "desk.optpolicy");
        var fix = await _bench.RunAsync("fix", "desk.optpolicy");

        Assert.Equal(1, check.Code);
        Assert.Contains("desk.optpolicy(4,18): warning OPT9020: there is no model folder 'models/desc'; did you mean 'models/desk'?", check.Out, StringComparison.Ordinal);
        Assert.Equal(0, fix.Code);
        Assert.Contains("onnx(\"models/desk\")", _bench.Read("desk.optpolicy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderIsFoundBesideThePolicyFromWhereverTheCommandRuns()
    {
        _bench.Write("app/models/desk/optpolicy-model.json", Manifest("Q4"));
        _bench.Write("app/desk.optpolicy", Policy("models/desk", "speculate with ngram"));

        Assert.Equal(0, (await _bench.RunAsync("check", "app/desk.optpolicy")).Code);
    }

    [Fact]
    public async Task ExportThatCannotBeLosslessIsAnErrorThatFixTurnsIntoAPreference()
    {
        _bench.Write("models/desk/config.json", "{}");
        _bench.Write("models/desk/onnx/model_quantized.onnx", "an operator named DynamicQuantizeLinear");
        _bench.Write("desk.optpolicy", Policy("models/desk", "speculate with ngram"));

        var check = await _bench.RunAsync("check", "desk.optpolicy");
        var fix = await _bench.RunAsync("fix", "desk.optpolicy");

        Assert.Contains("error OPT4028", check.Out, StringComparison.Ordinal);
        Assert.Equal(0, fix.Code);
        Assert.Contains("lossless: preferred", _bench.Read("desk.optpolicy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.safetensors", "it holds weights; run 'optpolicy convert")]
    [InlineData("readme.txt", "there is no .onnx graph in it")]
    [InlineData("model.onnx", "there is no configuration")]
    public async Task FolderWithoutAModelSaysWhatIsMissing(string file, string reason)
    {
        _bench.Write("models/desk/" + file, "");
        _bench.Write("desk.optpolicy", Policy("models/desk", ""));

        var run = await _bench.RunAsync("check", "desk.optpolicy");

        Assert.Contains("warning OPT9021: 'models/desk' holds no model that can be run: " + reason, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OptimumFolderIsAModelOfWhichOnlyLoadingCanTellMore()
    {
        _bench.Write("models/desk/config.json", "{}");
        _bench.Write("models/desk/onnx/model.onnx", "");
        _bench.Write("desk.optpolicy", Policy("models/desk", "speculate with ngram"));

        Assert.Equal(0, (await _bench.RunAsync("check", "desk.optpolicy")).Code);
    }

    public void Dispose() => _bench.Dispose();

    private static string Manifest(string format) =>
        $$"""{ "version": 1, "source": "x", "sourceHash": "", "spec": { "format": "{{format}}", "hasCanonicalAttention": true, "contextTokens": 4096 } }""";

    private static string Policy(string folder, string line) => $$"""
        optpolicy 1

        model desk {
          provider: onnx("{{folder}}")
          {{line}}
          price: free
          context: 2ktok
          max_output: 500tok
        }

        policy Desk {
          route {
            otherwise use desk
          }
        }

        """;
}
