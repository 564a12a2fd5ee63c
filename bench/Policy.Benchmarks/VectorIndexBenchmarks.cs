using BenchmarkDotNet.Attributes;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy.Benchmarks;

/// <summary>What it costs to look a vector up, to add one and to remove it.</summary>
[MemoryDiagnoser]
public class VectorIndexBenchmarks
{
    private const int Dimension = 384;
    private const int ClusterSize = 16;

    private readonly float[][] _queries = new float[64][];
    private readonly VectorMatch[] _matches = new VectorMatch[10];
    private VectorPartition _partition = null!;
    private int _next;

    [Params(10_000, 100_000)]
    public int Entries { get; set; }

    [Params(SearchBound.Proven, SearchBound.Probable)]
    public SearchBound Bound { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _partition = new VectorIndex(Dimension, seed: 1, Bound).Partition(0);
        float[] centre = [];
        for (var i = 0; i < Entries; i++)
        {
            if (i % ClusterSize == 0)
                centre = Near(random, new float[Dimension], 1);
            var vector = Near(random, centre, 0.5f);
            _partition.Add(vector, i, DateTimeOffset.MaxValue);
            if (i % (Entries / _queries.Length) == 0 && i / (Entries / _queries.Length) < _queries.Length)
                _queries[i / (Entries / _queries.Length)] = Near(random, vector, 0.3f);
        }
    }

    [Benchmark]
    public bool Nearest() => _partition.TryNearest(_queries[_next++ % _queries.Length], 0.85f, DateTimeOffset.UnixEpoch, out _);

    [Benchmark]
    public int TenNearest() => _partition.Search(_queries[_next++ % _queries.Length], 0.5f, DateTimeOffset.UnixEpoch, _matches);

    [Benchmark]
    public bool AddAndRemove() => _partition.Remove(_partition.Add(_queries[_next++ % _queries.Length], -1, DateTimeOffset.MaxValue));

    private static float[] Near(Random random, float[] centre, float spread) => [.. centre.Select(c => c + (spread * (random.NextSingle() - 0.5f)))];
}
