using System.Text.Json;

namespace OptPolicy.Evaluation.Intents;

/// <summary>Questions with intents, some to learn from and some to ask.</summary>
/// <param name="OutOfScope">Questions that are none of the intents; empty where the set has none.</param>
internal sealed record IntentSet(string Name, IReadOnlyList<(string Text, string Intent)> Known, IReadOnlyList<(string Text, string Intent)> Asked, IReadOnlyList<string> OutOfScope)
{
    private const string OutOfScopeLabel = "oos";

    public static IReadOnlyList<IntentSet> Read(string folder)
    {
        string At(string name) => Path.Combine(folder, "intents", name);
        var sets = new List<IntentSet>();
        if (File.Exists(At("clinc150_train.jsonl")) && File.Exists(At("clinc150_val.jsonl")))
        {
            var (known, asked) = (Lines(At("clinc150_train.jsonl")), Lines(At("clinc150_val.jsonl")));
            sets.Add(new("CLINC150, train to validation", InScope(known), InScope(asked), [.. asked.Where(static r => r.Intent == OutOfScopeLabel).Select(static r => r.Text)]));
        }

        if (File.Exists(At("banking77_train.jsonl")))
        {
            // The division that the embedder's recipe makes: it was trained on the known part.
            var rows = Lines(At("banking77_train.jsonl")).GroupBy(static r => r.Intent, StringComparer.Ordinal).SelectMany(static g => g.Index().Select(static p => (Row: p.Item, IsAsked: p.Index % 5 == 4))).ToArray();
            sets.Add(new("BANKING77, a fifth of train", [.. rows.Where(static r => !r.IsAsked).Select(static r => r.Row)], [.. rows.Where(static r => r.IsAsked).Select(static r => r.Row)], []));
        }

        return sets;
    }

    private static (string Text, string Intent)[] InScope((string Text, string Intent)[] rows) => [.. rows.Where(static r => r.Intent != OutOfScopeLabel)];

    private static (string Text, string Intent)[] Lines(string path) =>
        [.. File.ReadLines(path).Where(static l => l.Length > 0).Select(static l =>
        {
            using var document = JsonDocument.Parse(l);
            return (document.RootElement.GetProperty("text").GetString()!, document.RootElement.GetProperty("intent").GetString()!);
        })];
}
