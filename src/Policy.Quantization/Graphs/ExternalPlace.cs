using System.Globalization;
using System.Text;

namespace OptPolicy.Quantization.Graphs;

/// <summary>Where a tensor's data lies in a file beside the model.</summary>
/// <param name="File">The file, relative to the model's folder.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; <see langword="null"/> for all that the tensor needs.</param>
internal sealed record ExternalPlace(string File, long Offset, long? Length)
{
    // Fields of TensorProto (onnx.proto).
    private const int EntryField = 13;
    private const int LocationField = 14;
    private const int InsideField = 9;
    private const int IsExternal = 1;

    public static ExternalPlace? Of(WireMessage tensor)
    {
        if (tensor.Integer(LocationField) != IsExternal)
            return null;
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in tensor.AllNested(EntryField))
            entries[entry.Text(1)] = entry.Text(2);
        if (!entries.TryGetValue("location", out var file))
            throw new InvalidDataException($"The tensor '{tensor.Text(8)}' is beside the model and does not say where.");
        return new(file, Number("offset") ?? 0, Number("length"));

        long? Number(string key) => entries.TryGetValue(key, out var text)
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidDataException($"The tensor '{tensor.Text(8)}' has the {key} '{text}'.")
            : null;
    }

    /// <summary>Makes a tensor lie here; what else it says of its data (a checksum) stays.</summary>
    public void WriteTo(WireMessage tensor)
    {
        var others = tensor.AllNested(EntryField).Where(static e => e.Text(1) is not ("location" or "offset" or "length")).Select(static e => WireField.Of(EntryField, e));
        tensor.Remove(InsideField);
        tensor.Replace(EntryField,
            [Entry("location", File), Entry("offset", Offset.ToString(CultureInfo.InvariantCulture)), Entry("length", Length!.Value.ToString(CultureInfo.InvariantCulture)), .. others]);
        tensor.Set(LocationField, IsExternal);
    }

    private static WireField Entry(string key, string value) =>
        WireField.Of(EntryField, new WireMessage(WireField.Of(1, Encoding.UTF8.GetBytes(key)), WireField.Of(2, Encoding.UTF8.GetBytes(value))));
}
