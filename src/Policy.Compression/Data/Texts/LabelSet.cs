namespace OptPolicy.Compression.Data.Texts;

/// <summary>The classes of a task, numbered in ordinal order of their names. Immutable.</summary>
public sealed class LabelSet
{
    private readonly Dictionary<string, int> _indices;

    /// <summary>Collects classes.</summary>
    /// <param name="labels">The classes' names, with repetition.</param>
    public LabelSet(IEnumerable<string> labels)
    {
        Names = [.. labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _indices = Names.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
    }

    /// <summary>The classes in the order of their numbers.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of a class.</summary>
    /// <exception cref="TrainingDataException">There is no such class.</exception>
    public int Of(string label) => _indices.TryGetValue(label, out var index)
        ? index
        : throw new TrainingDataException($"'{label}' is a class that the training data does not have; it has {string.Join(", ", Names.Take(6))}{(Names.Count > 6 ? ", …" : "")}");

    /// <summary>The numbers of texts' classes.</summary>
    public int[] Of(IReadOnlyList<LabelledText> texts) => [.. texts.Select(t => Of(t.Label))];
}
