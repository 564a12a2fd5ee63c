namespace OptPolicy.Compression.Data;

/// <summary>
/// Which rows each step reads. A pure function of seed and step, as <see cref="BatchPlan"/> is: every epoch makes all rows anew and reads each
/// once, together with rows of about its length, so that little is spent on padding.
/// </summary>
/// <param name="rowsOf">The rows of an epoch; as many in every epoch.</param>
/// <param name="rows">Rows of a step.</param>
/// <param name="seed">Decides the order.</param>
public sealed class RowPlan(Func<int, IReadOnlyList<TrainingRow>> rowsOf, int rows, ulong seed)
{
    // Batches that are sorted by length together: enough for even lengths, few enough for varied batches.
    private const int SortedBatches = 24;

    private int _epoch = -1;
    private IReadOnlyList<TrainingRow> _all = [];
    private int[][] _batches = [];

    /// <summary>The rows of a step.</summary>
    public IReadOnlyList<TrainingRow> RowsOf(int step)
    {
        if (_epoch < 0)
            Enter(0);
        // Epochs are equally long, so the first tells where every other begins.
        var (epoch, place) = Math.DivRem(step, _batches.Length);
        if (epoch != _epoch)
            Enter(epoch);
        return [.. _batches[place].Select(row => _all[row])];
    }

    private void Enter(int epoch)
    {
        var random = new SplitMix(seed ^ ((ulong)(uint)epoch << 32));
        (_epoch, _all) = (epoch, rowsOf(epoch));
        if (_all.Count < rows)
            throw new TrainingDataException($"the data has {_all.Count} rows, fewer than a step reads: add data or read fewer than {rows} rows a step");

        var order = Enumerable.Range(0, _all.Count).ToArray();
        Shuffle(order, ref random);
        // A remainder smaller than a step waits for an epoch in which the order puts it elsewhere.
        _batches = [.. order.Chunk(rows * SortedBatches)
            .SelectMany(part => part.OrderBy(row => _all[row].Tokens.Count).Chunk(rows))
            .Where(batch => batch.Length == rows)];
        Shuffle(_batches, ref random);
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
