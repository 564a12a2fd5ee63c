using static TorchSharp.torch;

namespace OptPolicy.Compression.Data;

/// <summary>Text that a model is looked at with: windows of equal length, spread evenly over a stream. Immutable.</summary>
public sealed class CalibrationText
{
    private const int RowsMax = 8;
    private readonly TokenStream _stream;
    private readonly int _length;
    private readonly int[] _starts;

    /// <summary>Chooses windows.</summary>
    /// <param name="stream">The text.</param>
    /// <param name="length">Tokens that are read of a window; one more is predicted. A shorter stream is one window.</param>
    /// <param name="windowsMax">At most this many windows are read.</param>
    /// <exception cref="TrainingDataException">There are not two tokens.</exception>
    public CalibrationText(TokenStream stream, int length, int windowsMax)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.Count < 2)
            throw new TrainingDataException($"{stream.Count} tokens are too few to calibrate on: add data");
        _stream = stream;
        _length = Math.Min(length, stream.Count - 1);
        var count = Math.Min(windowsMax, (stream.Count - 1) / _length);
        _starts = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * (stream.Count - 1 - _length) / Math.Max(1, count - 1)))];
    }

    /// <summary>Tokens that a model reads.</summary>
    public long Tokens => (long)_starts.Length * _length;

    /// <summary>Tokens [rows, length + 1], to be disposed by the caller's scope.</summary>
    public IEnumerable<Tensor> Batches(Device device)
    {
        foreach (var starts in _starts.Chunk(RowsMax))
        {
            var tokens = new long[starts.Length * (_length + 1)];
            for (var row = 0; row < starts.Length; row++)
                _stream.CopyTo(starts[row], tokens.AsSpan(row * (_length + 1), _length + 1));
            using var scope = NewDisposeScope();
            yield return tensor(tokens, [starts.Length, _length + 1]).to(device);
        }
    }
}
