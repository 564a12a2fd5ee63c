namespace OptPolicy.Compression.Data.Texts;

/// <summary>Which rows each step reads when every class that is in a batch must be there several times. A pure function of seed and step.</summary>
public sealed class LabelPlan
{
    private readonly int[][] _rowsOf;
    private readonly int _classes;
    private readonly int _perClass;
    private readonly ulong _seed;

    /// <summary>Plans batches.</summary>
    /// <param name="labels">The class of every row.</param>
    /// <param name="classes">Classes of a batch.</param>
    /// <param name="perClass">Rows of each.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="TrainingDataException">There are fewer than two classes with enough rows.</exception>
    public LabelPlan(IReadOnlyList<int> labels, int classes, int perClass, ulong seed)
    {
        _rowsOf = [.. labels.Select((label, row) => (label, row)).GroupBy(r => r.label, r => r.row).OrderBy(g => g.Key).Select(g => g.ToArray()).Where(g => g.Length >= perClass)];
        if (_rowsOf.Length < 2)
            throw new TrainingDataException($"{_rowsOf.Length} classes have {perClass} rows or more: contrast needs two");
        _classes = Math.Min(classes, _rowsOf.Length);
        _perClass = perClass;
        _seed = seed;
    }

    /// <summary>The rows of a step, class after class.</summary>
    public IReadOnlyList<int> RowsOf(int step)
    {
        var random = new SplitMix(_seed ^ ((ulong)(step + 1) * 0xD1342543DE82EF95));
        var rows = new List<int>(_classes * _perClass);
        foreach (var group in Draw(_rowsOf.Length, _classes, ref random))
        {
            foreach (var member in Draw(_rowsOf[group].Length, _perClass, ref random))
                rows.Add(_rowsOf[group][member]);
        }

        return rows;
    }

    // Floyd's sampling without replacement.
    private static IEnumerable<int> Draw(int bound, int count, ref SplitMix random)
    {
        var chosen = new List<int>(count);
        for (var limit = bound - count; limit < bound; limit++)
        {
            var candidate = random.Below(limit + 1);
            chosen.Add(chosen.Contains(candidate) ? limit : candidate);
        }

        return chosen;
    }
}
