using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Speculation;

/// <summary>The target's hidden rows that a draft head has not read yet. Contiguous; bounded: of a long prompt only the end is kept. Not thread-safe.</summary>
internal sealed class FeatureRows(int width, int mostRows)
{
    private readonly List<float> _values = [];

    /// <summary>Index in the sequence of the first row's token.</summary>
    public int Start { get; private set; }

    public int Count => _values.Count / width;

    /// <summary>Index in the sequence of the token after the last row's.</summary>
    public int End => Start + Count;

    public ReadOnlySpan<float> From(int position, int rows) => CollectionsMarshal.AsSpan(_values).Slice((position - Start) * width, rows * width);

    public void Clear() => _values.Clear();

    public void Add(HiddenRows rows)
    {
        if (rows.Count == 0)
            return;
        if (Count == 0 || rows.Position != End)
        {
            _values.Clear();
            Start = rows.Position;
        }

        _values.AddRange(rows.Values);
        if (Count > mostRows)
            DropBefore(End - (mostRows / 2));
    }

    public void DropBefore(int position)
    {
        var rows = Math.Clamp(position - Start, 0, Count);
        _values.RemoveRange(0, rows * width);
        Start += rows;
    }
}
