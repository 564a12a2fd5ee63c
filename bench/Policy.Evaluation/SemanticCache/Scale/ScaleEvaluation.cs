using System.Text.Json;
using OptPolicy.Evaluation.Reporting;

namespace OptPolicy.Evaluation.SemanticCache.Scale;

/// <summary>The semantic cache under size: tenants, a full store, the latency of a hit, bursts.</summary>
internal static class ScaleEvaluation
{
    private const int Questions = 100_000;

    public static async Task<IReadOnlyList<EvaluationRow>> RunAsync(string data, string embedder, bool isQuick, Action<string> progress, CancellationToken cancellationToken)
    {
        var small = isQuick ? 50 : 1;
        var rows = new List<EvaluationRow>();
        progress("bursts");
        rows.AddRange(await BurstCheck.RunAsync(cancellationToken));
        progress("two tenants");
        rows.AddRange(await TenantCheck.RunAsync(10_000 / small, 1_000_000 / small, cancellationToken));
        progress("a full store");
        rows.AddRange(await LargeStoreCheck.RunAsync(1_000_000 / small, progress, cancellationToken));
        if (Texts(data).Take(Questions / small).ToArray() is { Length: > 0 } texts)
        {
            progress("the latency of a hit");
            rows.AddRange(await HitLatencyCheck.RunAsync(texts, embedder, progress, cancellationToken));
        }

        return rows;
    }

    private static IEnumerable<string> Texts(string data)
    {
        string[] files = ["semantic-cache/qqp_pairs.jsonl", "intents/clinc150_train.jsonl", "intents/banking77_train.jsonl", "text/slurp_utterances.txt"];
        return files.Select(file => Path.Combine(data, file)).Where(File.Exists).SelectMany(Lines).Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal);

        static IEnumerable<string> Lines(string path)
        {
            foreach (var line in File.ReadLines(path))
            {
                if (!line.StartsWith('{'))
                {
                    yield return line.Trim();
                    continue;
                }

                using var document = JsonDocument.Parse(line);
                foreach (var name in (string[])["text", "text_a", "text_b"])
                {
                    if (document.RootElement.TryGetProperty(name, out var text))
                        yield return text.GetString()!.Trim();
                }
            }
        }
    }
}
