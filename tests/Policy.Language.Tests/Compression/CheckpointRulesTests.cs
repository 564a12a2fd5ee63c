using OptPolicy.Language.LocalModels;

namespace OptPolicy.Language.Tests.Compression;

public class CheckpointRulesTests
{
    private const string Unpruned = """
        step distill from "larger" use 50% of "train.jsonl"
          step quantize int4 group 64 using gptq
          gate task_drop("tasks.jsonl") <= 2%
        """;

    private static readonly CheckpointSizes Small = new(Hidden: 192, Inner: 512, Layers: 6, Attention: 192, Vocabulary: 2048);

    [Fact]
    public void AMissingCheckpointIsNamedWithTheOneThatWasMeant()
    {
        var host = Host(Small);
        host.Checkpoints.Remove("teacher");
        host.Checkpoints.Add("teachers", new Checkpoint(true));

        Assert.Equal(["OPT7030"], Compressing.Codes(Compressing.Sound, host));
        Assert.Contains("compress desk from \"teachers\"", Compressing.Fixed(Compressing.Sound, "OPT7030", host), StringComparison.Ordinal);
    }

    [Fact]
    public void ATeacherOfAnotherVocabularyIsAnError()
    {
        var message = Compressing.Message(Unpruned, "OPT7031", Host(Small with { Vocabulary = 4096, Layers = 24 }));

        Assert.Contains("\"larger\" has 4096 tokens and \"teacher\" has 2048", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(3, true)]
    public void ATeacherThatIsSmallerThanItsStudentIsAWarning(int layers, bool isReported) =>
        Assert.Equal(isReported ? ["OPT7032"] : [], Compressing.Codes(Unpruned, Host(Small with { Layers = layers })));

    [Fact]
    public void AfterPruningNobodyKnowsWhichIsSmaller() =>
        Assert.DoesNotContain("OPT7032", Compressing.Codes("step prune depth keep 2\n  " + Unpruned, Host(Small with { Layers = 3 })));

    [Fact]
    public void GroupsThatPadEveryRowAreAnErrorWithTheLargestThatFit()
    {
        var body = Unpruned.Replace("group 64", "group 128", StringComparison.Ordinal);
        var host = Host(Small with { Layers = 24 });

        Assert.Contains("the hidden size 192 of \"teacher\"", Compressing.Message(body, "OPT7033", host), StringComparison.Ordinal);
        Assert.Equal(Compressing.Text(Unpruned), Compressing.Fixed(body, "OPT7033", host));
    }

    [Fact]
    public void PruningWidthsDecidesSizesOfItsOwn() =>
        Assert.DoesNotContain("OPT7033", Compressing.Codes("step prune width 20%\n  " + Unpruned.Replace("group 64", "group 128", StringComparison.Ordinal), Host(Small with { Layers = 24 })));

    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    public void KeepingEveryLayerIsAnError(int layers, bool isReported) =>
        Assert.Equal(isReported ? ["OPT7034"] : [], Compressing.Codes(Compressing.Sound.Replace("width 25%", $"depth keep {layers}", StringComparison.Ordinal), Host(Small)));

    [Fact]
    public void AMethodOfEightBitsIsNotForFewer()
    {
        var body = Compressing.Sound.Replace("gptq", "smoothquant", StringComparison.Ordinal);

        Assert.Equal(["OPT7035"], Compressing.Codes(body));
        Assert.Equal(Compressing.Text(Compressing.Sound), Compressing.Fixed(body, "OPT7035"));
        Assert.Empty(Compressing.Codes(body.Replace("int4 group 32", "int8", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("step quantize int4 using gptq", "OPT7036")]
    [InlineData("step quantize int4 using rtn", null)]
    [InlineData("calibrate: \"examples.jsonl\"\n  step quantize int4 using gptq", null)]
    [InlineData("step qad int4", "OPT7037")]
    [InlineData("step prune width 25%\n  step distill from \"teacher\"", "OPT7037")]
    [InlineData("step qad int4 use 10% of \"train.jsonl\"", null)]
    public void AStepThatLooksAtExamplesNeedsSome(string steps, string? code) =>
        Assert.Equal(code is null ? [] : [code], Compressing.Codes(steps + "\n  gate task_drop(\"tasks.jsonl\") <= 2%"));

    [Fact]
    public void AShareOfFewExamplesIsCounted()
    {
        var host = Host(Small);
        host.Examples["train.jsonl"] = new ExampleFile(true, 1000) { Hash = "AA" };

        Assert.Contains("3% of the 1000 examples in \"train.jsonl\" are 30;", Compressing.Message(Compressing.Sound, "OPT7038", host), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "hidden_size": 64, "intermediate_size": 160, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 300 }""", 64)]
    [InlineData("""{ "hidden_size": 64, "intermediate_size": 160, "num_hidden_layers": 2, "num_attention_heads": 4, "head_dim": 32, "vocab_size": 300 }""", 128)]
    public void SizesAreReadFromTheConfiguration(string json, int attention) =>
        Assert.Equal(new CheckpointSizes(64, 160, 2, attention, 300), Checkpoint.Parse(json));

    [Theory]
    [InlineData("""{ "hidden_size": 64 }""")]
    [InlineData("""{ "hidden_size": 64, "intermediate_size": 160, "num_hidden_layers": 2, "num_attention_heads": 0, "vocab_size": 300 }""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void AConfigurationOfSomethingElseSaysNothing(string json) => Assert.Null(Checkpoint.Parse(json));

    private static HostFiles Host(CheckpointSizes larger)
    {
        var host = new HostFiles();
        host.Folders["models/desk"] = new ModelFolder(true, null);
        host.Checkpoints["teacher"] = new Checkpoint(true) { Sizes = Small };
        host.Checkpoints["larger"] = new Checkpoint(true) { Sizes = larger };
        host.Examples["train.jsonl"] = new ExampleFile(true, 5000) { Hash = "AA" };
        host.Examples["tasks.jsonl"] = new ExampleFile(true, 500) { Hash = "BB" };
        return host;
    }
}
