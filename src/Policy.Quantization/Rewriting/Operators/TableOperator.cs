using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Rewriting.Operators;

/// <summary>
/// GatherBlockQuantized: a table of 8-bit codes in blocks that share a scale. Eight bits even beside 4-bit products: a lookup reads one row, so
/// the bits cost no time, and rows are what rounding hurts most.
/// </summary>
internal static class TableOperator
{
    public static void Write(GraphEdit edit, TableLookup lookup, QuantizedMatrix table)
    {
        var stem = lookup.Table.Name;
        var codes = edit.Shared($"table {stem}", () => edit.Tensor($"{stem}.table", TensorType.UInt8, [table.Rows, table.Columns], table.Codes));
        var scales = edit.Shared($"table scales {stem}", () => edit.Floats($"{stem}.table_scales", lookup.Table.Type, [table.Rows, table.Scales.Length / table.Rows], table.Scales));
        edit.Nodes("GatherBlockQuantized", ModelNode.MicrosoftDomain, [codes, lookup.Node.Inputs[1], scales], [lookup.Node.Outputs[0]],
            ("gather_axis", 0), ("quantize_axis", 1), ("block_size", table.Grid.GroupSize), ("bits", 8));
        edit.Finish(lookup.Node);
        edit.Replaced(stem);
    }
}
