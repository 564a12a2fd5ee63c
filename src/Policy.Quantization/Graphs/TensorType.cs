namespace OptPolicy.Quantization.Graphs;

/// <summary>Element types of ONNX tensors (TensorProto.DataType).</summary>
internal enum TensorType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    Complex64 = 14,
    Complex128 = 15,
    BFloat16 = 16,
    Float8E4M3FN = 17,
    Float8E4M3FNUZ = 18,
    Float8E5M2 = 19,
    Float8E5M2FNUZ = 20,
    UInt4 = 21,
    Int4 = 22,
    Float4E2M1 = 23,
    Float8E8M0 = 24,
    UInt2 = 25,
    Int2 = 26,
}

internal static class TensorTypes
{
    /// <summary>Bits of an element; 0 for texts and types that are not known.</summary>
    public static int Bits(this TensorType type) => type switch
    {
        TensorType.Int2 or TensorType.UInt2 => 2,
        TensorType.Int4 or TensorType.UInt4 or TensorType.Float4E2M1 => 4,
        TensorType.UInt8 or TensorType.Int8 or TensorType.Bool or TensorType.Float8E4M3FN or TensorType.Float8E4M3FNUZ
            or TensorType.Float8E5M2 or TensorType.Float8E5M2FNUZ or TensorType.Float8E8M0 => 8,
        TensorType.UInt16 or TensorType.Int16 or TensorType.Float16 or TensorType.BFloat16 => 16,
        TensorType.Float or TensorType.Int32 or TensorType.UInt32 => 32,
        TensorType.Double or TensorType.Int64 or TensorType.UInt64 or TensorType.Complex64 => 64,
        TensorType.Complex128 => 128,
        _ => 0,
    };
}
