using OptPolicy.Language.LocalModels;

namespace OptPolicy.Language.Tests.Compression;

public class CompressionRulesTests
{
    [Fact]
    public void ASoundBlockHasNothingToReport() => Assert.Empty(Compressing.Codes(Compressing.Sound));

    [Theory]
    [InlineData("int2")]
    [InlineData("int4")]
    [InlineData("nvfp4")]
    [InlineData("mxfp4")]
    public void FourBitsOrFewerNeedATaskGate(string format) =>
        Assert.Contains("OPT7005", Compressing.Codes($"step quantize {format}\n  gate perplexity_rise <= 5%"));

    [Theory]
    [InlineData("step prune width", "OPT7019")]
    [InlineData("step prune depth", "OPT7019")]
    [InlineData("step prune depth 25%", "OPT7019")]
    [InlineData("step prune weights", "OPT7019")]
    [InlineData("step prune weights pattern 2", "OPT7019")]
    [InlineData("step prune weights pattern 4 of 4", "OPT7019")]
    [InlineData("step prune width 60%", "OPT7018")]
    public void PruningSaysHowMuch(string step, string code) =>
        Assert.Equal([code], Compressing.Codes(Compressing.Sound.Replace("step prune width 25%", step, StringComparison.Ordinal)));

    [Theory]
    [InlineData("step prune weights 50%")]
    [InlineData("step prune weights pattern 2 of 4")]
    [InlineData("step prune depth keep 6")]
    public void PruningThatSaysHowMuchIsFine(string step) =>
        Assert.Empty(Compressing.Codes(Compressing.Sound.Replace("step prune width 25%", step, StringComparison.Ordinal)));

    [Fact]
    public void AGroupThatNoKernelTakesIsAnError() =>
        Assert.Equal(["OPT7022"], Compressing.Codes(Compressing.Sound.Replace("group 32", "group 48", StringComparison.Ordinal)));

    [Fact]
    public void AFormatWithoutKernelOnTheModelsDeviceIsAWarning()
    {
        var body = Compressing.Sound.Replace("int4 group 32 using gptq", "nvfp4", StringComparison.Ordinal);

        Assert.Equal(["OPT7017"], Compressing.Codes(body));
        Assert.Empty(Compressing.Block(body, model: "provider: onnx(\"models/desk\")\n  devices: [cuda]").Diagnostics);
    }

    [Fact]
    public void AHostedModelIsNotMade()
    {
        var mistake = Assert.Single(Compressing.Block(Compressing.Sound, model: "provider: openai(\"gpt-5-mini\")").Diagnostics);

        Assert.Equal("OPT7015", mistake.Code);
        Assert.Contains("'openai'", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2%", 132, true)]
    [InlineData("2%", 133, false)]
    [InlineData("5%", 51, true)]
    [InlineData("5%", 52, false)]
    public void AGateThatNoModelCouldPassIsAnError(string bound, int tasks, bool isError)
    {
        var host = Host(tasks);
        var body = Compressing.Sound.Replace("<= 2%", $"<= {bound}", StringComparison.Ordinal);

        Assert.Equal(isError ? ["OPT7020"] : [], Compressing.Codes(body, host));
    }

    [Theory]
    [InlineData("task_drop(\"tasks.jsonl\") <= 2%\n  recover with mixed", 188)]
    [InlineData("task_drop(\"tasks.jsonl\") <= 2%\n  recover with mixed, qad", 221)]
    [InlineData("session_drop(\"tasks.jsonl\", 3) <= 6%", 129)]
    public void ALadderAndSessionsTakeMoreTasks(string gate, int least)
    {
        var body = Compressing.Sound.Replace("task_drop(\"tasks.jsonl\") <= 2%", gate, StringComparison.Ordinal);

        Assert.Contains("OPT7020", Compressing.Codes(body, Host(least)));
        Assert.DoesNotContain("OPT7020", Compressing.Codes(body, Host(least + 1)));
    }

    [Fact]
    public void TheNumberOfTasksThatWouldDoIsNamed() =>
        Assert.Contains("with 40 tasks", Compressing.Message(Compressing.Sound, "OPT7020", Host(40)), StringComparison.Ordinal);

    [Fact]
    public void AMissingFileOfExamplesIsNamedWithTheOneThatWasMeant()
    {
        var host = Host(500);
        var body = Compressing.Sound.Replace("tasks.jsonl", "task.jsonl", StringComparison.Ordinal);

        Assert.Equal(["OPT7021"], Compressing.Codes(body, host));
        Assert.Equal(Compressing.Text(Compressing.Sound), Compressing.Fixed(body, "OPT7021", host));
    }

    [Fact]
    public void ACopyOfTheTrainingDataDecidesNothing()
    {
        var host = Host(500);
        host.Examples["train.jsonl"] = new ExampleFile(true, 5000) { Hash = "AA" };
        host.Examples["tasks.jsonl"] = new ExampleFile(true, 500) { Hash = "AA" };

        Assert.Contains("trained on as \"train.jsonl\"", Compressing.Message(Compressing.Sound, "OPT7009", host), StringComparison.Ordinal);
    }

    [Fact]
    public void AModelThatIsStillToBeMadeIsNoMistake()
    {
        var host = Host(500);
        host.Folders.Clear();

        Assert.Contains("optpolicy compress desk.optpolicy --model desk", Compressing.Message(Compressing.Sound, "OPT7023", host), StringComparison.Ordinal);
        Assert.DoesNotContain("OPT9020", Compressing.Codes(Compressing.Sound, host));
    }

    [Fact]
    public void ARecordOfAnotherDeclarationIsStale()
    {
        var host = Host(500);
        host.Folders["models/desk"] = host.Folders["models/desk"] with { Compression = new CompressionRecord("other", []) };

        Assert.Equal(["OPT7024"], Compressing.Codes(Compressing.Sound, host));
    }

    [Theory]
    [InlineData("0.03", true)]
    [InlineData("0.02", false)]
    public void ARecordThatDoesNotMeetAGateIsAnError(string measured, bool isError)
    {
        var hash = Compressing.Declared(Compressing.Sound).Hash;
        var record = CompressionRecord.Parse($$"""{ "policyHash": "{{hash}}", "gates": [{ "metric": "task_drop", "value": 0.01, "high": {{measured}} }] }""");
        var host = Host(500);
        host.Folders["models/desk"] = host.Folders["models/desk"] with { Compression = record };

        Assert.Equal(isError ? ["OPT7025"] : [], Compressing.Codes(Compressing.Sound, host));
    }

    [Fact]
    public void EachOfTwoGatesOnOneMetricHasItsOwnRecord()
    {
        var body = Compressing.Sound + "\n  gate task_drop(\"rare.jsonl\") <= 10%";
        var host = Host(500);
        host.Examples["rare.jsonl"] = new ExampleFile(true, 500) { Hash = "CC" };
        host.Folders["models/desk"] = host.Folders["models/desk"] with { Compression = new CompressionRecord(Compressing.Declared(body).Hash, [new("task_drop", 0.01m), new("task_drop", 0.08m)]) };

        Assert.Empty(Compressing.Codes(body, host));
    }

    [Fact]
    public void AManifestOfSomethingElseIsNoRecord()
    {
        Assert.Null(CompressionRecord.Parse("""{ "version": 1 }"""));
        Assert.Null(CompressionRecord.Parse("not json"));
    }

    private static HostFiles Host(int tasks)
    {
        var host = new HostFiles();
        host.Folders["models/desk"] = new ModelFolder(true, null);
        host.Examples["train.jsonl"] = new ExampleFile(true, 9000) { Hash = "AA" };
        host.Examples["tasks.jsonl"] = new ExampleFile(true, tasks) { Hash = "BB" };
        return host;
    }
}
