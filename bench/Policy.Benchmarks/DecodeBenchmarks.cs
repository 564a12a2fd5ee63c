using BenchmarkDotNet.Attributes;
using OptPolicy.Evaluation.Decoding;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Benchmarks;

/// <summary>One call of a decoder at several widths, and a prompt. A steady call allocates nothing.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private const int Cached = 128;
    private const int PromptTokens = 256;

    private string _folder = "";
    private DecoderModel _model = null!;
    private DecoderLane _lane = null!;
    private int[] _tokens = [];

    [Params("0.3M", "20M")]
    public string Size { get; set; } = "";

    [Params(WeightFormat.Fp32, WeightFormat.Q4)]
    public WeightFormat Format { get; set; }

    [Params(false, true)]
    public bool SpinsThreads { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("optpolicy-decode-").FullName;
        var folder = SizedModel.Named(Size).Write(_folder, Format);
        _model = DecoderModel.Open(folder.Spec, folder.GraphPath, DeviceRequest.Cpu, new() { SpinsThreads = SpinsThreads });
        _lane = _model.CreateLane();
        var random = new Random(2);
        _tokens = [.. Enumerable.Range(0, PromptTokens).Select(_ => random.Next(folder.Spec.VocabularySize))];
        _lane.Forward(_tokens.AsSpan(0, Cached), 1, CancellationToken.None);
    }

    [GlobalCleanup]
    public void Close()
    {
        _lane.Dispose();
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public float OneToken() => Call(1);

    [Benchmark]
    public float FourTokens() => Call(4);

    [Benchmark(OperationsPerInvoke = PromptTokens)]
    public float PromptPerToken()
    {
        _lane.Truncate(0);
        return Prefill.Run(_lane, _tokens, CancellationToken.None)[0];
    }

    private float Call(int width)
    {
        _lane.Truncate(Cached);
        return _lane.Forward(_tokens.AsSpan(0, width), width, CancellationToken.None)[0];
    }
}
