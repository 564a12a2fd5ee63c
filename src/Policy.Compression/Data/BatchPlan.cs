namespace OptPolicy.Compression.Data;

/// <summary>
/// Which part of the corpus each step reads. A pure function of seed and step: a run that is resumed at any step reads
/// what the uninterrupted run would have read. Every epoch visits each window once, in its own order and at its own offset.
/// </summary>
public sealed class BatchPlan
{
    private readonly TokenStream _stream;
    private readonly int _rows;
    private readonly int _length;
    private readonly ulong _seed;
    private int _epoch = -1;
    private int[] _order = [];
    private int _offset;

    /// <summary>Plans batches of <paramref name="rows"/> rows of <paramref name="length"/> + 1 tokens.</summary>
    /// <exception cref="TrainingDataException">The stream is shorter than one window.</exception>
    public BatchPlan(TokenStream stream, int rows, int length, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.Count < length + 1)
            throw new TrainingDataException($"the data has {stream.Count} tokens, fewer than one sequence of {length} + 1: add data or shorten the sequence");

        _stream = stream;
        _rows = rows;
        _length = length;
        _seed = seed;
        // One window less than fits leaves room for the offset.
        WindowsPerEpoch = Math.Max(1, (stream.Count - 1) / length - 1);
    }

    /// <summary>Rows after which the data repeats.</summary>
    public int WindowsPerEpoch { get; }

    /// <summary>Tokens [rows, length + 1] of a step, row after row.</summary>
    public long[] TokensOf(int step)
    {
        var batch = new long[_rows * (_length + 1)];
        for (var row = 0; row < _rows; row++)
        {
            var (epoch, place) = Math.DivRem((long)step * _rows + row, WindowsPerEpoch);
            EnterEpoch((int)epoch);
            _stream.CopyTo(_order[place] * _length + _offset, batch.AsSpan(row * (_length + 1), _length + 1));
        }

        return batch;
    }

    private void EnterEpoch(int epoch)
    {
        if (epoch == _epoch)
            return;

        _epoch = epoch;
        var random = new SplitMix(_seed ^ ((ulong)epoch << 32));
        var slack = Math.Min(_length, _stream.Count - 1 - WindowsPerEpoch * _length);
        _offset = random.Below(slack + 1);
        _order = [.. Enumerable.Range(0, WindowsPerEpoch)];
        for (var i = WindowsPerEpoch - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (_order[i], _order[j]) = (_order[j], _order[i]);
        }
    }
}
