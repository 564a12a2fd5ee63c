using System.Globalization;
using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Models;

/// <summary>Vectors of words in the text format of word2vec and GloVe: a word and its numbers, a line each. Immutable.</summary>
public sealed class WordVectors
{
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);

    private WordVectors()
    {
    }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions { get; private set; }

    /// <summary>Words that have a vector.</summary>
    public int Count => _vectors.Count;

    /// <summary>The vector of a word, moved so that all have mean 0 and scaled so that their numbers have deviation 1, or <see langword="null"/>.</summary>
    public float[]? Find(string word) => _vectors.GetValueOrDefault(word);

    /// <summary>Reads the vectors of some words.</summary>
    /// <exception cref="TrainingDataException">A line is no word with numbers, or lines differ in length.</exception>
    public static WordVectors Read(string path, IReadOnlySet<string> words)
    {
        var result = new WordVectors();
        foreach (var (number, line) in File.ReadLines(path).Index())
        {
            var end = line.IndexOf(' ', StringComparison.Ordinal);
            if (end < 0 || !words.Contains(line[..end]))
                continue;

            var vector = Numbers(line[(end + 1)..]) ?? throw new TrainingDataException($"{path}:{number + 1}: each line must be a word and its numbers");
            if (result.Dimensions != 0 && vector.Length != result.Dimensions)
                throw new TrainingDataException($"{path}:{number + 1}: {vector.Length} numbers, where other lines have {result.Dimensions}");
            result.Dimensions = vector.Length;
            result._vectors.TryAdd(line[..end], vector);
        }

        if (result.Count == 0)
            throw new TrainingDataException($"{path} has none of the vocabulary's words");
        result.Standardize();
        return result;
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
