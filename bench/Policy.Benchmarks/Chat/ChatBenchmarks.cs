using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;
using OptPolicy.Kernels;
using OptPolicy.Kernels.Chat;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Speculation;

namespace OptPolicy.Benchmarks;

/// <summary>What the chat client adds to the generation of a token, with a model so small that it shows.</summary>
[MemoryDiagnoser]
public class ChatBenchmarks
{
    private const int Tokens = 64;

    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "Who are you?")];

    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-bench-").FullName;
    private readonly ChatOptions _options = new()
    {
        MaxOutputTokens = Tokens,
        RawRepresentationFactory = static _ => new KernelsChatOptions { ReportsConfidence = false, Speculation = SpeculationOptions.Off },
    };

    private LocalModel _model = null!;
    private KernelsChatClient _client = null!;
    private int[] _prompt = null!;

    [GlobalSetup]
    public async Task Open()
    {
        RandomModel.Write(_folder);
        _model = await LocalModel.OpenAsync(_folder, new() { Threads = 1, Speculates = false });
        _client = new KernelsChatClient(_model, ownsModel: true);
        _prompt = _model.Tokenizer.Encode("<|im_start|>user\nWho are you?<|im_end|>\n<|im_start|>assistant\n");
    }

    [GlobalCleanup]
    public void Close()
    {
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Tokens)]
    public async Task<int> Generation()
    {
        using var local = await LocalGeneration.StartAsync(_model, new() { Prompt = _prompt, MaxOutputTokens = Tokens, Speculation = SpeculationOptions.Off });
        var output = new List<GeneratedToken>();
        while (local.Generation.Next(output))
        {
        }

        return output.Count;
    }

    [Benchmark(OperationsPerInvoke = Tokens)]
    public Task<ChatResponse> Response() => _client.GetResponseAsync(Messages, _options);

    [Benchmark(OperationsPerInvoke = Tokens)]
    public async Task<int> Stream()
    {
        var updates = 0;
        await foreach (var update in _client.GetStreamingResponseAsync(Messages, _options))
            updates += update.Contents.Count;
        return updates;
    }
}
