using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OptPolicy.Kernels.Decoding;

/// <summary>The keys and values of a sequence: per layer two tensors [1, heads, slots, width] in the memory of the model's device.</summary>
internal sealed class KeyValueCache(KeyValueLayout layout) : IDisposable
{
    private readonly OrtValue?[] _values = new OrtValue?[2 * layout.Layers];

    /// <summary>Positions that each tensor has room for.</summary>
    public int Slots { get; private set; }

    public long Bytes => layout.BytesPerSlot * Slots;

    /// <summary>Whether no tensors are there, not even empty ones.</summary>
    public bool IsEmpty => _values[0] is null;

    /// <summary>Keys are the even ones, values the odd ones, layer by layer.</summary>
    public OrtValue this[int index] => _values[index]!;

    public int Count => _values.Length;

    /// <summary>
    /// Changes the room and keeps the first <paramref name="used"/> positions. Tensor by tensor: the old and the new cache are never both
    /// in memory.
    /// </summary>
    public void Resize(int slots, int used)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            var resized = layout.Allocate(slots);
            if (_values[i] is { } old)
            {
                if (used > 0)
                    Copy(old, Slots, resized, slots, used);
                old.Dispose();
            }

            _values[i] = resized;
        }

        Slots = slots;
    }

    /// <summary>Copies the first <paramref name="used"/> positions of another cache of the same model.</summary>
    public void CopyFrom(KeyValueCache source, int used)
    {
        for (var i = 0; i < _values.Length; i++)
            Copy(source[i], source.Slots, this[i], Slots, used);
    }

    public void Clear()
    {
        foreach (ref var value in _values.AsSpan())
        {
            value?.Dispose();
            value = null;
        }

        Slots = 0;
    }

    public void Dispose() => Clear();

    private void Copy(OrtValue source, int sourceSlots, OrtValue target, int targetSlots, int used)
    {
        var from = source.GetTensorMutableRawData();
        var to = target.GetTensorMutableRawData();
        var row = layout.RowBytes;
        for (var head = 0; head < layout.Heads; head++)
            from.Slice(head * sourceSlots * row, used * row).CopyTo(to.Slice(head * targetSlots * row));
    }
}
