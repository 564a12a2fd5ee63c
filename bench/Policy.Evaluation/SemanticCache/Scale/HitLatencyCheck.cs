using System.Diagnostics;
using Microsoft.Extensions.AI;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>What a hit costs beside the embedding, through the whole middleware, with the questions of real data in one partition of a store in a folder.</summary>
internal static class HitLatencyCheck
{
    private const int Timed = 400, WarmUp = 50, Batch = 256;

    public static async Task<IReadOnlyList<EvaluationRow>> RunAsync(IReadOnlyList<string> questions, string embedder, Action<string> progress, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("optpolicy-scale-").FullName;
        try
        {
            using var generator = OnnxEmbeddingGenerator.Open(embedder);
            using var model = new TenantClient();
            var policy = new ScalePolicy(new EmbedderInfo("shipped", EmbedderSource.Onnx, embedder), questions.Count * 2);
            await using var store = LocalSemanticStore.Open(new SemanticStoreSettings(policy.Name, new("local", folder), generator.Dimensions, questions.Count * 2, CapacityPerScope: null, TimeProvider.System));
            var recorder = new RecordingStore(store);
            using var client = new PolicyChatClient(policy, [model], new PolicyChatClientOptions { SemanticStore = recorder });

            // One goes through the client, to learn how it files an entry; the others are stored like it.
            await client.GetResponseAsync(questions[0], cancellationToken: cancellationToken);
            var first = recorder.LastAdded!;
            for (var i = 1; i < questions.Count; i += Batch)
            {
                var texts = questions.Skip(i).Take(Batch).ToArray();
                var vectors = await generator.GenerateAsync(texts, cancellationToken: cancellationToken);
                for (var j = 0; j < texts.Length; j++)
                    await store.AddAsync(first with { Id = Guid.NewGuid().ToString("N"), Question = texts[j], Vector = vectors[j].Vector }, cancellationToken);
                if (i / Batch % 80 == 0)
                    progress($"{i} of {questions.Count} questions embedded and stored");
            }

            var (embedding, searching, whole, bytes) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
            var random = new Random(1);
            for (var i = 0; i < WarmUp + Timed; i++)
            {
                // The same words in other marks: a semantic hit, and the embedder's work is the same each time.
                var asked = questions[random.Next(questions.Count)] + " ?";
                var allocated = GC.GetTotalAllocatedBytes(precise: true);
                var started = Stopwatch.GetTimestamp();
                var vector = (await generator.GenerateAsync([asked], cancellationToken: cancellationToken))[0].Vector;
                var embedded = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                var embeddingBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
                started = Stopwatch.GetTimestamp();
                await store.SearchAsync(new SemanticQuery(policy.Name, first.Partition, asked, vector, 0.88f, 4), cancellationToken);
                var searched = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                allocated = GC.GetTotalAllocatedBytes(precise: true);
                started = Stopwatch.GetTimestamp();
                var response = await client.GetResponseAsync(asked, cancellationToken: cancellationToken);
                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                var addedBytes = GC.GetTotalAllocatedBytes(precise: true) - allocated - embeddingBytes;
                if (i < WarmUp || response.GetDecisionTrace()!.Cache != CacheStates.Semantic)
                    continue;
                embedding.Add(embedded);
                searching.Add(searched);
                whole.Add(took);
                bytes.Add(addedBytes);
            }

            var note = $"{questions.Count} questions in one partition of a store in a folder; {whole.Count} hits of {Timed} look-ups";
            return
            [
                Row("embedding_ms_p50", embedding, note),
                Row("search_ms_p50", searching, note),
                Row("hit_ms_p50", whole, note + "; the whole request"),
                Row("added_ms_p50", [.. whole.Zip(embedding, static (all, embed) => all - embed)], note + "; the whole request less the embedding of the same text alone"),
                Row("added_bytes_p50", bytes, note + "; allocated by the whole request less by the embedding of the same text alone"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static EvaluationRow Row(string metric, List<double> values, string note)
    {
        values.Sort();
        return new EvaluationRow("hit_latency", metric, values[values.Count / 2], values[values.Count / 20], values[values.Count * 19 / 20], values.Count, note + "; 5th and 95th percentile beside the median");
    }
}
