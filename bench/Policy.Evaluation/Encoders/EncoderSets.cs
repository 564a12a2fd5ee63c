using System.Text.Encodings.Web;
using System.Text.Json;

namespace OptPolicy.Evaluation.Encoders;

/// <summary>The public sets that encoders are measured on. Sets that are absent are empty.</summary>
/// <param name="Intents">Texts with classes: known ones and asked ones.</param>
/// <param name="Pairs">Pairs of texts and whether they ask the same.</param>
/// <param name="Behaviour">Pairs by family of behaviour.</param>
/// <param name="Paraphrases">A text and the one it was made from.</param>
/// <param name="OutOfScope">Texts of none of CLINC150's classes.</param>
internal sealed record EncoderSets(
    IReadOnlyList<IntentSet> Intents, IReadOnlyList<PairSet> Pairs, IReadOnlyList<PairSet> Behaviour, IReadOnlyList<(string Origin, string Similar)> Paraphrases, IReadOnlyList<string> OutOfScope)
{
    public const string DuplicateQuestions = "QQP";
    private const string OutOfScopeLabel = "oos";
    private const int QuickRows = 400, QuestionPairs = 4_000;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every text that a vector is needed of, once.</summary>
    public IReadOnlyList<string> Texts =>
    [
        .. Intents.SelectMany(s => s.Known.Concat(s.Asked).Select(t => t.Text))
            .Concat(Pairs.Concat(Behaviour).SelectMany(s => s.Pairs.SelectMany(p => (string[])[p.First, p.Second])))
            .Concat(Paraphrases.SelectMany(p => (string[])[p.Origin, p.Similar]))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Texts of pairs alone, once.</summary>
    public IReadOnlyList<string> PairTexts =>
    [
        .. Pairs.Where(s => s.Name == DuplicateQuestions).Concat(Behaviour).SelectMany(s => s.Pairs.SelectMany(p => (string[])[p.First, p.Second]))
            .Concat(Paraphrases.SelectMany(p => (string[])[p.Origin, p.Similar]))
            .Distinct(StringComparer.Ordinal),
    ];

    public static string TextLine(string text) => JsonSerializer.Serialize(new { text }, Plain);

    public static EncoderSets Read(string folder, bool quick, int? casesOfFamily = null)
    {
        string At(string name) => Path.Combine(folder, name);
        var most = quick ? QuickRows : int.MaxValue;
        var intents = new List<IntentSet>();
        if (File.Exists(At("intents/clinc150_train.jsonl")) && File.Exists(At("intents/clinc150_val.jsonl")))
            intents.Add(new IntentSet("CLINC150, train to validation", Intent(At("intents/clinc150_train.jsonl")), [.. Intent(At("intents/clinc150_val.jsonl")).Take(most)]));
        if (File.Exists(At("intents/banking77_train.jsonl")))
        {
            // Every fifth row of a class is asked, as in the recipe of the embedder, which trains on the others.
            var places = Intent(At("intents/banking77_train.jsonl")).GroupBy(t => t.Label, StringComparer.Ordinal).SelectMany(g => g.Select((text, i) => (Text: text, IsAsked: i % 5 == 4))).ToArray();
            intents.Add(new IntentSet("BANKING77, a fifth of train", [.. places.Where(p => !p.IsAsked).Select(p => p.Text)], [.. places.Where(p => p.IsAsked).Select(p => p.Text).Take(most)]));
        }

        var pairs = new List<PairSet>();
        if (File.Exists(At("semantic-cache/qqp_pairs.jsonl")))
            pairs.Add(new PairSet(DuplicateQuestions, [.. Lines(At("semantic-cache/qqp_pairs.jsonl")).Take(quick ? QuickRows : QuestionPairs).Select(e => new LabelledPair(Text(e, "text_a"), Text(e, "text_b"), e.GetProperty("label").GetInt32() == 1))]));
        if (File.Exists(At("glue/mrpc_train.tsv")))
            pairs.Add(new PairSet("MRPC train", [.. File.ReadLines(At("glue/mrpc_train.tsv")).Skip(1).Select(l => l.Split('\t')).Where(c => c.Length >= 5).Take(Math.Min(most, QuestionPairs)).Select(c => new LabelledPair(c[3], c[4], c[0] == "1"))]));
        var behaviour = File.Exists(At("semantic-cache/checklist_qqp.jsonl")) ? CheckList.Read(Lines(At("semantic-cache/checklist_qqp.jsonl")), casesOfFamily ?? (quick ? 20 : 100)) : [];
        var paraphrases = File.Exists(At("semantic-cache/gptcache_999.jsonl")) ? Lines(At("semantic-cache/gptcache_999.jsonl")).Take(most).Select(e => (Text(e, "origin"), Text(e, "similar"))).ToArray() : [];
        var outOfScope = File.Exists(At("intents/clinc150_val.jsonl")) ? Lines(At("intents/clinc150_val.jsonl")).Where(e => Text(e, "intent") == OutOfScopeLabel).Select(e => Text(e, "text")).ToArray() : [];
        return new EncoderSets(intents, pairs, behaviour, paraphrases, outOfScope);
    }

    /// <summary>A file of texts with classes, all of them asked.</summary>
    public static IntentSet Labelled(FileInfo file) =>
        new(Path.GetFileNameWithoutExtension(file.Name), [], [.. Lines(file.FullName).Select(e => new LabelledText(Text(e, "text"), Text(e, "label")))]);

    private static LabelledText[] Intent(string path) =>
        [.. Lines(path).Select(e => new LabelledText(Text(e, "text"), Text(e, "intent"))).Where(t => t.Label != OutOfScopeLabel)];

    private static IEnumerable<JsonElement> Lines(string path) => File.ReadLines(path).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement);

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}

/// <summary>Texts with classes.</summary>
internal sealed record IntentSet(string Name, IReadOnlyList<LabelledText> Known, IReadOnlyList<LabelledText> Asked);

/// <summary>A text and its class.</summary>
internal sealed record LabelledText(string Text, string Label);

/// <summary>Pairs of texts.</summary>
internal sealed record PairSet(string Name, IReadOnlyList<LabelledPair> Pairs);

/// <summary>Two texts and whether they ask the same.</summary>
internal sealed record LabelledPair(string First, string Second, bool IsSame);
