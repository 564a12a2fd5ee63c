using System.Globalization;
using System.Text.Json;
using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Models;

/// <summary>Vectors of words in the text format of word2vec and GloVe: a word and its numbers, a line each. Immutable.</summary>
public sealed class WordVectorTable
{
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);

    private WordVectorTable()
    {
    }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions { get; private set; }

    /// <summary>Words that have a vector.</summary>
    public int Count => _vectors.Count;

    /// <summary>The vector of a word, moved so that all have mean 0 and scaled so that their numbers have deviation 1, or <see langword="null"/>.</summary>
    public float[]? Find(string word) => _vectors.GetValueOrDefault(word);

    /// <summary>Reads the vectors of some words.</summary>
    /// <param name="path">Lines of words and numbers, or, when the name ends in <c>.json</c>, the layout of winkNLP's embeddings: an object <c>vectors</c> of arrays.</param>
    /// <param name="words">The words that are wanted.</param>
    /// <exception cref="TrainingDataException">A line is no word with numbers, or lines differ in length.</exception>
    public static WordVectorTable Read(string path, IReadOnlySet<string> words)
    {
        var result = new WordVectorTable();
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            result.AddJson(path, words);
        else
            result.AddLines(path, words);
        if (result.Count == 0)
            throw new TrainingDataException($"{path} has none of the vocabulary's words");
        result.Standardize();
        return result;
    }

    private void AddLines(string path, IReadOnlySet<string> words)
    {
        foreach (var (number, line) in File.ReadLines(path).Index())
        {
            var end = line.IndexOf(' ', StringComparison.Ordinal);
            if (end < 0 || !words.Contains(line[..end]))
                continue;

            var vector = Numbers(line[(end + 1)..]) ?? throw new TrainingDataException($"{path}:{number + 1}: each line must be a word and its numbers");
            if (Dimensions != 0 && vector.Length != Dimensions)
                throw new TrainingDataException($"{path}:{number + 1}: {vector.Length} numbers, where other lines have {Dimensions}");
            Dimensions = vector.Length;
            _vectors.TryAdd(line[..end], vector);
        }
    }

    private void AddJson(string path, IReadOnlySet<string> words)
    {
        try
        {
            // Hundreds of megabytes of which a small part is wanted: read in one pass, without a tree.
            var reader = new Utf8JsonReader(File.ReadAllBytes(path));
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isVectors = reader.ValueTextEquals("vectors"u8);
                if (reader.ValueTextEquals("dimensions"u8))
                {
                    reader.Read();
                    Dimensions = reader.GetInt32();
                    continue;
                }

                reader.Read();
                if (isVectors)
                    AddJson(ref reader, words);
                else
                    reader.Skip();
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new TrainingDataException($"{path} cannot be read as word vectors: {error.Message}", error);
        }
    }

    private void AddJson(ref Utf8JsonReader reader, IReadOnlySet<string> words)
    {
        var numbers = new List<float>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var word = reader.GetString()!;
            reader.Read();
            if (!words.Contains(word))
            {
                reader.Skip();
                continue;
            }

            numbers.Clear();
            while (reader.Read() && reader.TokenType == JsonTokenType.Number)
                numbers.Add(reader.GetSingle());
            // Behind the vector stand its length and the word's rank.
            _vectors[word] = [.. numbers.Take(Dimensions)];
        }
    }

    private static float[]? Numbers(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = new float[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        return numbers;
    }

    private void Standardize()
    {
        var mean = new double[Dimensions];
        foreach (var vector in _vectors.Values)
        {
            for (var i = 0; i < mean.Length; i++)
                mean[i] += vector[i] / (double)Count;
        }

        double squares = 0;
        foreach (var vector in _vectors.Values)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                vector[i] -= (float)mean[i];
                squares += vector[i] * vector[i];
            }
        }

        var scale = (float)(1 / Math.Sqrt(squares / ((double)Count * Dimensions)));
        foreach (var vector in _vectors.Values)
        {
            for (var i = 0; i < vector.Length; i++)
                vector[i] *= scale;
        }
    }
}
