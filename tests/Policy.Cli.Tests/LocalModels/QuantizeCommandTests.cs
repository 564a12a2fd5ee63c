using System.Text.Json;
using OptPolicy.Cli.Tests.Running;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Cli.Tests.LocalModels;

public sealed class QuantizeCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public QuantizeCommandTests() => RandomModel.Write(Path.Combine(_bench.Folder, "float"), format: WeightFormat.Fp32);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task FloatModelBecomesAFourBitOneThatAnswersAndIsNotQuantisedTwice()
    {
        var quantize = await _bench.RunAsync("quantize", "float", "--to", "small", "--weights", "int4");
        var inspect = await _bench.RunAsync("inspect", "small", "--format", "json");
        var answer = await _bench.RunAsync("generate", "small", "Hi", "--max-tokens", "3", "--no-speculate");
        var again = await _bench.RunAsync("quantize", "small", "--to", "smaller");

        Assert.Equal((0, ""), (quantize.Code, quantize.Error));
        Assert.Contains("wrote small: ", quantize.Out, StringComparison.Ordinal);
        Assert.Contains("checked    runs in ONNX Runtime", quantize.Out, StringComparison.Ordinal);
        Assert.Equal(0, answer.Code);
        using var facts = JsonDocument.Parse(inspect.Out);
        Assert.True(facts.RootElement.GetProperty("on_grid").GetBoolean());
        Assert.Equal(0, facts.RootElement.GetProperty("quantizable_weights").GetInt64());
        Assert.Equal(2, again.Code);
        Assert.Contains("already quantised", again.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_bench.Folder, "smaller")));
    }

    [Fact]
    public async Task ReportIsJsonForScripts()
    {
        _bench.Write("rows.jsonl", "{\"prompt\": \"play a song\", \"answer\": \"Play\"}\n\"a bare text\"\n");

        var run = await _bench.RunAsync("quantize", "float/model.onnx", "--to", "out/model.onnx", "--weights", "int8", "--activations", "int8-static", "--format", "json");
        var text = await _bench.RunAsync("quantize", "float", "--to", "calibrated", "--weights", "int8", "--calibrate", "rows.jsonl", "--rows", "2", "--format", "json");

        Assert.Equal(2, run.Code);
        Assert.Contains("does not run on these inputs", run.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (text.Code, text.Error));
        using var report = JsonDocument.Parse(text.Out);
        Assert.Equal(2, report.RootElement.GetProperty("calibration_rows").GetInt32());
        Assert.All(report.RootElement.GetProperty("layers").EnumerateArray().Where(static l => !l.GetProperty("table").GetBoolean()), static l => Assert.True(l.GetProperty("calibrated").GetBoolean()));
    }

    [Theory]
    [InlineData("nowhere", "no file or folder", new string[0])]
    [InlineData("float", "multiplied with int8 weights", new[] { "--activations", "int8" })]
    [InlineData("float", "No product or weight is called 'lm_head'", new[] { "--except", "lm_head" })]
    [InlineData("float", "rows.jsonl:2: the line is no JSON", new[] { "--calibrate", "rows.jsonl" })]
    [InlineData("float", "There is no file", new[] { "--calibrate", "missing.txt" })]
    [InlineData("float", "--weights takes int8, int4", new[] { "--weights", "int3" })]
    [InlineData("float", "multiples of 16", new[] { "--group", "24" })]
    public async Task WhatCannotBeIsSaidInOneLineAndNothingIsWritten(string model, string problem, string[] options)
    {
        _bench.Write("rows.jsonl", "\"fine\"\n{broken\n");

        var run = await _bench.RunAsync(["quantize", model, "--to", "out", .. options]);

        Assert.Equal(2, run.Code);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_bench.Folder), static e => Path.GetFileName(e).StartsWith("out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task InspectShowsCheckpointsToo()
    {
        TinyCheckpoint.Write(_bench, "checkpoint");

        var run = await _bench.RunAsync("inspect", "checkpoint");

        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("LlamaForCausalLM in safetensors", run.Out, StringComparison.Ordinal);
    }
}
