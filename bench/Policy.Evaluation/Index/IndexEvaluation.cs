using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Vectors;

namespace OptPolicy.Evaluation.Index;

/// <summary>The verb <c>index</c>: how fast, how small and how complete the vector index is, on embeddings of real questions.</summary>
internal sealed class IndexEvaluation(DirectoryInfo? data, bool isQuick, Action<string> log)
{
    private const string Set = "index";
    private const float Floor = 0.85f;
    private const int InsertsPerSample = 2000;

    private readonly ImmutableArray<EvaluationRow>.Builder _rows = ImmutableArray.CreateBuilder<EvaluationRow>();
    private readonly int _windows = isQuick ? 3 : 9;

    public ImmutableArray<EvaluationRow> Run()
    {
        var file = Path.Combine(data?.FullName ?? ".", "semantic-cache", "qqp_pairs.jsonl");
        if (TextVectors.Read(file) is not { } texts)
        {
            log($"skipped: there is no {file}; give --data");
            return [];
        }

        var direction = Noisy.Near(new float[TextVectors.Dimension], 1, seed: 77);
        foreach (var (name, count) in (ReadOnlySpan<(string, int)>)[("10k", 10_000), ("100k", 100_000), ("1m", 1_000_000)])
        {
            if (isQuick && count > 100_000)
                continue;
            log($"lookups at {name}");
            Lookups(name, count, i => texts[i]);
            if (count == 100_000)
                Lookups($"{name}/leaning", count, i => Noisy.Leaning(texts[i], 0.4, direction));
            if (count <= 100_000)
                Peers(name, texts, count);
        }

        Missed(texts, direction);
        return _rows.DrainToImmutable();
    }

    private void Lookups(string name, int count, Func<int, float[]> vector)
    {
        var queries = Queries(Math.Clamp(10_000_000 / count, 50, 500), count, vector);
        var (proven, probable) = (new VectorIndex(TextVectors.Dimension).Partition(0), new VectorIndex(TextVectors.Dimension, bound: SearchBound.Probable).Partition(0));
        var rates = new List<double>();
        var batch = new float[InsertsPerSample][];
        for (var i = 0; i < count; i += batch.Length)
        {
            for (var j = 0; j < batch.Length; j++)
                batch[j] = vector(i + j);
            var start = Stopwatch.GetTimestamp();
            for (var j = 0; j < batch.Length; j++)
                proven.Add(batch[j], i + j, DateTimeOffset.MaxValue);
            rates.Add(batch.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (count <= 100_000)
            {
                for (var j = 0; j < batch.Length; j++)
                    probable.Add(batch[j], i + j, DateTimeOffset.MaxValue);
            }
        }

        AddLookups("lookup_us_p50", name, proven, queries);
        if (probable.Count > 0)
            AddLookups("lookup_us_p50/probable", name, probable, queries);
        Add($"bytes_per_entry@{name}", (double)proven.Bytes / count, (double)proven.Bytes / count, (double)proven.Bytes / count, count, "everything but the payload, free slots of the last block included");
        var settled = rates.Skip(rates.Count / 5).Order().ToArray();
        Add($"inserts_per_s@{name}", settled[settled.Length / 2], settled[0], settled[^1], settled.Length, $"median, least and most of samples of {InsertsPerSample} inserts");
    }

    private void AddLookups(string metric, string name, VectorPartition partition, float[][] queries)
    {
        var (samples, medians, found) = (new double[queries.Length], new double[_windows + 1], 0);
        for (var window = 0; window < medians.Length; window++)
        {
            found = 0;
            for (var i = 0; i < queries.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                found += partition.TryNearest(queries[i], Floor, DateTimeOffset.UnixEpoch, out _) ? 1 : 0;
                samples[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            Array.Sort(samples);
            medians[window] = samples[samples.Length / 2];
        }

        AddWindows($"{metric}@{name}", medians[1..], queries.Length, string.Create(CultureInfo.InvariantCulture, $"one thread, floor {Floor}, {100.0 * found / queries.Length:0} % found"));
    }

    private void Peers(string name, TextVectors texts, int count)
    {
        log($"peers at {name}");
        var queries = Queries(isQuick ? 50 : 200, count, i => texts[i]);
        foreach (var peer in IndexPeers.Run(Enumerable.Range(0, count).Select(i => texts[i]), queries, _windows))
        {
            if (peer.P50Us is not { } medians)
            {
                log($"skipped {peer.Peer} at {name}: {peer.Skipped}");
                continue;
            }

            var kind = $"{peer.Peer} {peer.Version}, {peer.Kind}, one thread";
            AddWindows($"{peer.Peer}_lookup_us_p50@{name}", medians, queries.Length, string.Create(CultureInfo.InvariantCulture, $"{kind}, recall {peer.Recall:0.###}"));
            Add($"{peer.Peer}_inserts_per_s@{name}", peer.InsertsPerSecond, peer.InsertsPerSecond, peer.InsertsPerSecond, count, kind);
        }
    }

    private void Missed(TextVectors texts, float[] direction)
    {
        var (entries, queries) = isQuick ? (4000, 1000) : (20_000, 50_000);
        long asked = 0, reachable = 0, missed = 0, different = 0, repeated = 0, asStored = 0;
        var error = 0.0;
        foreach (var lean in (double[])[0, 0.4])
        {
            log($"missed entries, {(lean > 0 ? "vectors that lean one way" : "vectors as they are")}");
            Func<int, float[]> vector = i => lean > 0 ? Noisy.Leaning(texts[i], lean, direction) : texts[i];
            var counter = new MissedEntries([.. Enumerable.Range(0, entries).Select(vector)], SearchBound.Proven);

            // Real questions that are not entries, and entries reworded more and more.
            counter.Count(Enumerable.Range(0, queries).Select(i => i % 2 == 0 ? vector((entries + i) % texts.Count) : Noisy.Near(vector(i % entries), (i % 997) / 997.0, i)));
            asked += queries;
            (reachable, missed, different) = (reachable + counter.Reachable, missed + counter.Missed, different + counter.Different);
            (repeated, asStored, error) = (repeated + counter.Repeated, asStored + counter.MissedAsStored, Math.Max(error, counter.LargestScoreError));
        }

        var floors = string.Join(", ", MissedEntries.Floors.Select(static f => f.ToString(CultureInfo.InvariantCulture)));
        Add("missed_top1", missed, missed, missed, (int)asked, string.Create(CultureInfo.InvariantCulture, $"against float vectors: {reachable} nearest entries above floors {floors}; nothing found, or farther by more than rounding ({MissedEntries.Rounding}) explains"));
        Add("missed_top1/as_stored", asStored, asStored, asStored, (int)repeated, "against every stored vector: any difference in entry, score or whether there is one");
        Add("different_top1", different, different, different, (int)asked, "another entry within rounding, or a score within rounding of the floor");
        Add("score_error_max", error, error, error, (int)asked, "largest difference from the float cosine");
    }

    // Half are entries reworded a little or a lot, half are far from all.
    private static float[][] Queries(int queries, int count, Func<int, float[]> vector) =>
        [.. Enumerable.Range(0, queries).Select(i => Noisy.Near(vector((int)((long)i * 7919 % count)), i % 2 == 0 ? 0.1 + (i % 50 * 0.008) : 1.2, -i - 1))];

    private void AddWindows(string metric, double[] medians, int n, string note) =>
        Add(metric, medians.Min(), medians.Min(), medians.Max(), n, $"{note}; least and largest median of {medians.Length} passes");

    private void Add(string metric, double value, double low, double high, int n, string note) => _rows.Add(new EvaluationRow(Set, metric, value, low, high, n, note));
}
