using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Tokenization;
using OptPolicy.Workloads.Statistics;

namespace OptPolicy.Evaluation.Retrieval;

/// <summary>Asks a collection of documents questions whose documents are known.</summary>
internal sealed class RetrievalEvaluation(string documents, string questions, string embedderFolder, string? verifierFolder)
{
    private const int Depth = 10;
    private const double Confidence = 0.95;

    public async Task<List<EvaluationRow>> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("optpolicy-retrieval");
        try
        {
            using var generator = OnnxEmbeddingGenerator.Open(embedderFolder);
            var embedder = new LocalEmbedder(generator);
            var tokenizer = (Tokenizer)generator.GetService(typeof(Tokenizer))!;
            string[] files = [.. Directory.GetFiles(documents, "*.md", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(documents, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];
            var report = await new CollectionIndexer(embedder, text => tokenizer.Encode(text).Length, new IndexOptions()).RunAsync(files, documents, folder.FullName, progress: null, cancellationToken);
            var collection = new LocalCollection(folder.FullName, embedder, "retrieval", TimeProvider.System, new PolicyLog(NullLogger.Instance));
            var asked = Read();
            var vectors = new List<ReadOnlyMemory<float>>();
            foreach (var (question, _) in asked)
                vectors.Add(await embedder.EmbedAsync(question, cancellationToken));

            var note = $"{files.Length} documents, {report.Passages} passages; {asked.Length} questions";
            var rows = new List<EvaluationRow>();
            foreach (var search in Enum.GetValues<RetrievalSearch>())
                rows.AddRange(await MeasureAsync(search.ToString().ToLowerInvariant(), collection, asked, vectors, search, rerank: null, note, cancellationToken));
            if (verifierFolder is not null)
            {
                using var verifier = OnnxTextClassifier.Open(verifierFolder);
                rows.AddRange(await MeasureAsync("hybrid+rerank", collection, asked, vectors, RetrievalSearch.Hybrid, (question, text) => verifier.Probability(question, text, "same"), note, cancellationToken));
            }

            return rows;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<EvaluationRow>> MeasureAsync(
        string set, LocalCollection collection, (string Question, string[] Documents)[] asked, List<ReadOnlyMemory<float>> vectors, RetrievalSearch search, Func<string, string, double>? rerank, string note, CancellationToken cancellationToken)
    {
        var ranks = new int[asked.Length];
        var took = TimeSpan.Zero;
        for (var i = 0; i < asked.Length; i++)
        {
            var query = new RetrievalQuery(vectors[i], Depth, LeastScore: -1, new RequestFacts([])) { Question = asked[i].Question, Search = search };
            var begun = Stopwatch.GetTimestamp();
            var found = await collection.SearchAsync(query, cancellationToken);
            took += Stopwatch.GetElapsedTime(begun);
            if (rerank is not null)
                found = [.. found.OrderByDescending(p => rerank(asked[i].Question, p.Text))];
            ranks[i] = 1 + found.Select((passage, place) => (passage, place)).Where(p => asked[i].Documents.Contains(p.passage.Source, StringComparer.Ordinal)).Select(static p => p.place).DefaultIfEmpty(int.MaxValue - 1).First();
        }

        var rows = new List<EvaluationRow>();
        foreach (var k in (int[])[1, 5, Depth])
        {
            var right = ranks.Count(rank => rank <= k);
            var interval = ClopperPearson.Interval(right, ranks.Length, Confidence);
            rows.Add(new EvaluationRow(set, $"recall@{k}", interval.Value, interval.Low, interval.High, ranks.Length, note));
        }

        var reciprocal = Array.ConvertAll(ranks, static rank => rank > Depth ? 0 : 1.0 / rank);
        var mean = reciprocal.Average();
        var error = 1.96 * Math.Sqrt(reciprocal.Sum(r => (r - mean) * (r - mean)) / (ranks.Length - 1) / ranks.Length);
        rows.Add(new EvaluationRow(set, $"mrr@{Depth}", mean, mean - error, mean + error, ranks.Length, note));
        rows.Add(new EvaluationRow(set, "search_ms", took.TotalMilliseconds / ranks.Length, 0, 0, ranks.Length, "mean, the first search with what it prepares included"));
        return rows;
    }

    private (string Question, string[] Documents)[] Read() =>
        [.. File.ReadAllLines(questions).Skip(1).Where(static line => line.Length > 0).Select(static line => line.Split('\t')).Select(static row => (row[0], row[1].Split(' ')))];
}
