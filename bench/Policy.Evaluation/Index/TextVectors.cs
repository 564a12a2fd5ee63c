using System.Runtime.InteropServices;
using System.Text.Json;

namespace OptPolicy.Evaluation.Index;

/// <summary>
/// Embeddings of questions without a model: random projections of their words, word pairs and letter triples, weighted by how rare
/// these are. Paraphrases come out near each other and topics in clusters, which random vectors never do.
/// </summary>
internal sealed class TextVectors
{
    public const int Dimension = 384;

    private static readonly char[] Separators = [' ', '?', '.', ',', '!', '"', '(', ')', '\''];

    private readonly Dictionary<string, int> _documents = [];
    private readonly string[] _texts;

    private TextVectors(string[] texts)
    {
        _texts = texts;
        foreach (var text in texts)
        {
            foreach (var feature in Features(text).ToHashSet())
                CollectionsMarshal.GetValueRefOrAddDefault(_documents, feature, out _)++;
        }
    }

    public int Count => _texts.Length;

    /// <summary>Reads the distinct questions of pairs, or nothing where the file is absent.</summary>
    public static TextVectors? Read(string file)
    {
        if (!File.Exists(file))
            return null;
        var texts = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            using var pair = JsonDocument.Parse(line);
            texts.Add(pair.RootElement.GetProperty("text_a").GetString()!);
            texts.Add(pair.RootElement.GetProperty("text_b").GetString()!);
        }

        return new TextVectors([.. texts.Where(static t => t.Length > 8).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The vector of a text; past the last text, of a reworded one: the text's with noise.</summary>
    public float[] this[int index]
    {
        get
        {
            var vector = Embed(_texts[index % _texts.Length]);
            return index < _texts.Length ? vector : Noisy.Near(vector, 0.4 + (0.1 * (index / _texts.Length)), index);
        }
    }

    private static IEnumerable<string> Features(string text)
    {
        var words = text.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            yield return words[i];
            if (i > 0)
                yield return $"{words[i - 1]} {words[i]}";
            var letters = $"^{words[i]}$";
            for (var j = 0; j + 3 <= letters.Length; j++)
                yield return string.Concat("#", letters.AsSpan(j, 3));
        }
    }

    private float[] Embed(string text)
    {
        var vector = new float[Dimension];
        foreach (var feature in Features(text))
        {
            var weight = (float)Math.Log((1.0 + _texts.Length) / (1 + _documents[feature])) * (feature[0] == '#' ? 0.4f : 1);
            var hash = 14695981039346656037UL;
            foreach (var letter in feature)
                hash = (hash ^ letter) * 1099511628211;
            for (var i = 0; i < Dimension; i += 64)
            {
                hash = Noisy.Mix(hash + 0x9E3779B97F4A7C15);
                for (var bit = 0; bit < 64; bit++)
                    vector[i + bit] += ((hash >> bit) & 1) != 0 ? weight : -weight;
            }
        }

        return Noisy.Unit(vector);
    }
}
