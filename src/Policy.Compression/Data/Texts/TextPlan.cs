namespace OptPolicy.Compression.Data.Texts;

/// <summary>
/// Which rows each step reads: a pure function of seed and step. An epoch visits every row once (all but a remainder smaller than a
/// batch); rows of like length go together, since the longest row of a batch decides what it costs.
/// </summary>
public sealed class TextPlan
{
    private const int PoolBatches = 32;
    private readonly TextRows _rows;
    private readonly int _batch;
    private readonly ulong _seed;
    private readonly int _batches;
    private int _epoch = -1;
    private int[][] _order = [];

    /// <summary>Plans batches of <paramref name="batch"/> rows; of all rows when there are fewer.</summary>
    /// <exception cref="TrainingDataException">There is no row.</exception>
    public TextPlan(TextRows rows, int batch, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new TrainingDataException("there is no text to train on");

        _rows = rows;
        _batch = Math.Min(batch, rows.Count);
        _seed = seed;
        _batches = rows.Count / _batch;
    }

    /// <summary>The rows of a step.</summary>
    public IReadOnlyList<int> RowsOf(int step)
    {
        var (epoch, place) = Math.DivRem(step, _batches);
        if (epoch != _epoch)
        {
            _epoch = epoch;
            _order = Epoch(new SplitMix(_seed ^ ((ulong)epoch << 32)));
        }

        return _order[place];
    }

    private int[][] Epoch(SplitMix random)
    {
        var all = Enumerable.Range(0, _rows.Count).ToArray();
        Shuffle(all, ref random);
        var batches = all.Chunk(_batch * PoolBatches)
            .SelectMany(pool => pool.OrderBy(_rows.LengthOf).ThenBy(row => row).Chunk(_batch))
            .Where(batch => batch.Length == _batch).ToArray();
        Shuffle(batches, ref random);
        return batches;
    }

    private static void Shuffle<T>(T[] items, ref SplitMix random)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
