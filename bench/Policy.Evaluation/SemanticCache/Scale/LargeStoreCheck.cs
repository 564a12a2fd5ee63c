using System.Diagnostics;
using System.Security.Cryptography;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>What a store in a folder costs when it is full: memory, the time to open it, and whether it keeps to its capacity.</summary>
internal static class LargeStoreCheck
{
    private const int Dimensions = 384, AnswerBytes = 256, SearchesTimed = 200;
    private const double Megabyte = 1 << 20;

    public static async Task<IReadOnlyList<EvaluationRow>> RunAsync(int entries, Action<string> progress, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("optpolicy-scale-").FullName;
        try
        {
            using var vectors = new WordedVectors(Dimensions);
            var settings = new SemanticStoreSettings(ScalePolicy.PolicyName, new("local", folder), Dimensions, entries, CapacityPerScope: null, TimeProvider.System);
            var (empty, clock) = (Resident(), Stopwatch.StartNew());
            await using (var store = LocalSemanticStore.Open(settings))
            {
                for (var i = 0; i < entries + entries / 20; i++)
                {
                    await store.AddAsync(Entry(i, vectors), cancellationToken);
                    if (i % 100_000 == 0)
                        progress($"{i} entries after {clock.Elapsed.TotalSeconds:0} s");
                }
            }

            var wrote = clock.Elapsed;
            Collect();
            var before = Resident();
            clock.Restart();
            await using var reopened = LocalSemanticStore.Open(settings);
            var opened = clock.Elapsed;
            Collect();
            var (heap, resident) = (GC.GetTotalMemory(forceFullCollection: true), Resident());
            var count = await reopened.CountAsync(ScalePolicy.PolicyName, cancellationToken);
            var search = await MedianSearchAsync(reopened, vectors, entries, cancellationToken);

            var note = FormattableString.Invariant($"{entries} entries of {Dimensions} dimensions in one partition, answers of {AnswerBytes} bytes on disk; {entries / 20} more were added than the capacity");
            return
            [
                Figure("memory_mb", (resident - before) / Megabyte, note + "; growth of the resident memory by opening the full store"),
                Figure("heap_mb", heap / Megabyte, note + "; managed heap with the store open"),
                Figure("process_mb", resident / Megabyte, FormattableString.Invariant($"the whole process; {empty / Megabyte:0} MB before it began")),
                Figure("open_s", opened.TotalSeconds, note),
                Figure("entries", count, note + "; never more than the capacity"),
                Figure("adds_per_s", (entries + entries / 20) / wrote.TotalSeconds, note + "; one after the other, each durable when it returns"),
                Figure("search_ms_p50", search, note + "; whole look-up with the rows of the nearest read from disk"),
            ];

            EvaluationRow Figure(string metric, double value, string how) => new("large_store", metric, value, value, value, entries, how);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SemanticEntry Entry(int number, WordedVectors vectors)
    {
        var question = $"how do i repair a {number:x8}";
        return new SemanticEntry
        {
            Id = Convert.ToHexString(MD5Of(number)),
            Partition = new string('A', 64),
            Policy = ScalePolicy.PolicyName,
            Scope = new string('B', 64),
            Tenant = "",
            Model = "echo",
            Question = question,
            Vector = vectors.Of(question),
            Answer = new byte[AnswerBytes],
            Created = DateTimeOffset.UnixEpoch,
            Expires = DateTimeOffset.MaxValue,
            Cost = 0.001m,
        };
    }

    private static byte[] MD5Of(int number) => SHA256.HashData(BitConverter.GetBytes(number))[..16];

    private static async Task<double> MedianSearchAsync(LocalSemanticStore store, WordedVectors vectors, int entries, CancellationToken cancellationToken)
    {
        var times = new double[SearchesTimed];
        for (var i = 0; i < times.Length; i++)
        {
            var question = $"how can i repair the {entries - 1 - i:x8}";
            var query = new SemanticQuery(ScalePolicy.PolicyName, new string('A', 64), question, vectors.Of(question), 0.85f, 4);
            var started = Stopwatch.GetTimestamp();
            var found = await store.SearchAsync(query, cancellationToken);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            if (found.Count == 0)
                throw new InvalidOperationException($"'{question}' was not found.");
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
