using System.Text.Json;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.LocalModels;

public sealed class BenchCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    [Fact]
    public async Task MeasuresPromptDecodingDraftersExactnessAndMemory()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");

        var run = await _bench.RunAsync("bench", "tiny", "--tokens", "16", "--draft", "tiny", "--format", "json");

        Assert.Equal((0, ""), (run.Code, run.Error));
        var report = JsonDocument.Parse(run.Out).RootElement;
        Assert.True(report.GetProperty("certificate").GetProperty("exact").GetBoolean());
        Assert.Equal(["plain", "ngram", "draft"], report.GetProperty("decoding").EnumerateArray().Select(static d => d.GetProperty("drafter").GetString()));
        Assert.All(report.GetProperty("decoding").EnumerateArray(), static d =>
        {
            Assert.Equal(16, d.GetProperty("tokens").GetInt32());
            Assert.True(d.GetProperty("same_answer").GetBoolean());
            Assert.Equal(d.GetProperty("rounds").GetInt32(), d.GetProperty("rounds_by_draft_length").EnumerateArray().Sum(static n => n.GetInt32()));
        });
        foreach (var measured in (string[])["prefill_tokens_per_second", "peak_bytes", "roofline_tokens_per_second", "weight_bytes", "kv_bytes_per_token"])
        {
            Assert.True(report.GetProperty(measured).GetDouble() > 0, measured);
        }
    }

    [Fact]
    public async Task TextNamesTheModelTheDeviceAndEveryWayOfDecoding()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        _bench.Write("prompt.txt", "one two one two one two");

        var run = await _bench.RunAsync("bench", "tiny", "--tokens", "8", "--prompt-file", "prompt.txt");

        Assert.Equal(0, run.Code);
        Assert.StartsWith("tiny: llama, 2 layers of 128, 288 tokens, Q4, context 1,024\nruns on CPUExecutionProvider", run.Out, StringComparison.Ordinal);
        Assert.Contains("over 23 tokens", run.Out, StringComparison.Ordinal);
        Assert.Contains("exact      yes", run.Out, StringComparison.Ordinal);
        Assert.Contains("the same", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DraftOfAnotherTokenizerIsRefused()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");
        await _bench.RunAsync("new", "other", "-t", "model");
        _bench.Write("other/tokenizer.json", _bench.Read("other/tokenizer.json").Replace("im_end", "stop", StringComparison.Ordinal));

        var run = await _bench.RunAsync("bench", "tiny", "--draft", "other", "--tokens", "8");

        Assert.Equal(2, run.Code);
        Assert.Contains("their tokenizers differ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerLongerThanTheContextIsRefused()
    {
        await _bench.RunAsync("new", "tiny", "-t", "model");

        var run = await _bench.RunAsync("bench", "tiny", "--tokens", "5000");

        Assert.Equal(2, run.Code);
        Assert.Contains("The context of 'tiny' holds 1024 tokens", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _bench.Dispose();
}
