using System.Text.Json;
using OptPolicy.Kernels.Tokenization.Subwords;

namespace OptPolicy.Kernels.Tokenization.Json;

/// <summary>Reads the <c>model</c> of a file.</summary>
internal static class ModelReader
{
    /// <summary>Older files leave the type out; the entries tell.</summary>
    public static string TypeOf(TokenizerPart model) => model.Text("type")
        ?? (model.Json.TryGetProperty("merges", out _) ? "BPE"
            : model.Json.TryGetProperty("max_input_chars_per_word", out _) ? "WordPiece"
            : model.Json.TryGetProperty("unk_id", out _) ? "Unigram"
            : "WordLevel");

    public static Vocabulary ReadVocabulary(TokenizerPart model)
    {
        if (TypeOf(model) == "Unigram")
            return new Vocabulary([.. model.Array("vocab").EnumerateArray().Select((pair, id) => (pair[0].GetString()!, id))]);
        var entries = new List<(string, int)>();
        foreach (var entry in model.Object("vocab").EnumerateObject())
        {
            if (!entry.Value.TryGetInt32(out var id) || id is < 0 or > 1 << 24)
                throw model.Fault($"gives \"{entry.Name}\" the id {entry.Value}");
            entries.Add((entry.Name, id));
        }

        return new Vocabulary(entries);
    }

    public static SubwordModel Read(TokenizerPart model, Vocabulary vocabulary, bool isByteLevel) => TypeOf(model) switch
    {
        "BPE" => ReadBytePair(model, vocabulary, isByteLevel),
        "WordPiece" => new WordPieceModel(
            vocabulary,
            Unknown(model, vocabulary) ?? throw model.Fault("names no \"unk_token\" of its vocabulary"),
            model.Text("continuing_subword_prefix") ?? "##",
            model.Number("max_input_chars_per_word") ?? 100),
        "Unigram" => ReadUnigram(model, vocabulary),
        "WordLevel" => new WordLevelModel(vocabulary, Unknown(model, vocabulary)),
        var other => throw model.Unsupported($"the model \"{other}\""),
    };

    private static UnigramModel ReadUnigram(TokenizerPart model, Vocabulary vocabulary)
    {
        var scores = model.Array("vocab").EnumerateArray().Select(pair => pair[1].GetDouble()).ToArray();
        var unknown = model.Number("unk_id");
        if (scores.Length == 0 || unknown >= scores.Length)
            throw model.Fault("has an \"unk_id\" outside its vocabulary");
        return new UnigramModel(vocabulary, scores, unknown, model.Flag("byte_fallback", otherwise: false));
    }

    private static BytePairModel ReadBytePair(TokenizerPart model, Vocabulary vocabulary, bool isByteLevel)
    {
        if (model.Json.TryGetProperty("dropout", out var dropout) && dropout.ValueKind == JsonValueKind.Number && dropout.GetDouble() > 0)
            throw model.Unsupported("dropout, which makes tokens random,");
        var prefix = model.Text("continuing_subword_prefix") ?? "";
        var list = model.Array("merges");
        var merges = new MergeTable(list.GetArrayLength());
        // '▁' after something else: a merge that reaches over the start of a word.
        var (rank, crossesWords) = (0, false);
        foreach (var entry in list.EnumerateArray())
        {
            var (left, right) = Pair(model, entry);
            var joined = prefix.Length > 0 && right.StartsWith(prefix, StringComparison.Ordinal) ? left + right[prefix.Length..] : left + right;
            if (vocabulary.Find(left) is not { } leftId || vocabulary.Find(right) is not { } rightId || vocabulary.Find(joined) is not { } joinedId)
                throw model.Fault($"merges \"{left}\" and \"{right}\", which are not both in its vocabulary, or their join is not");
            merges.Add(leftId, rightId, rank++, joinedId);
            crossesWords |= right[0] == WordStart && left[^1] != WordStart;
        }

        var options = new BytePairOptions
        {
            IsByteLevel = isByteLevel,
            HasByteFallback = model.Flag("byte_fallback", otherwise: false),
            IgnoresMerges = model.Flag("ignore_merges", otherwise: false),
            FusesUnknown = model.Flag("fuse_unk", otherwise: false),
            Unknown = Unknown(model, vocabulary),
            Prefix = prefix,
            Suffix = model.Text("end_of_word_suffix") ?? "",
        };
        var cutsAtWords = !isByteLevel && !crossesWords && !options.IgnoresMerges && options is { Prefix: "", Suffix: "" }
            && vocabulary.Find([WordStart]) is not null;
        return new BytePairModel(vocabulary, merges, cutsAtWords ? options with { Boundary = WordStart } : options);
    }

    private const char WordStart = '\u2581';

    /// <summary>A merge is "left right", or a pair in files that let entries hold spaces.</summary>
    private static (string Left, string Right) Pair(TokenizerPart model, JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2)
        {
            var (first, second) = (entry[0].GetString(), entry[1].GetString());
            if (first is { Length: > 0 } && second is { Length: > 0 })
                return (first, second);
        }
        else if (entry.ValueKind == JsonValueKind.String && entry.GetString() is { } text && text.IndexOf(' ') is > 0 and var space
            && space + 1 < text.Length)
            return (text[..space], text[(space + 1)..]);

        throw model.Fault($"has a merge that is not a pair: {entry}");
    }

    private static int? Unknown(TokenizerPart model, Vocabulary vocabulary)
    {
        if (model.Text("unk_token") is not { } unknown)
            return null;
        return vocabulary.Find(unknown) ?? throw model.Fault($"names the \"unk_token\" {unknown}, which its vocabulary lacks");
    }
}
