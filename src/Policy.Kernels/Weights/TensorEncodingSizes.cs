namespace OptPolicy.Kernels.Weights;

/// <summary>Sizes of stored values.</summary>
internal static class TensorEncodingSizes
{
    /// <summary>Values that are stored together.</summary>
    public static int BlockValues(this TensorEncoding encoding) => encoding is TensorEncoding.Q8_0 or TensorEncoding.Q4_0 ? WeightMatrix.BlockSize : 1;

    /// <summary>Bytes of the values that are stored together.</summary>
    public static int BlockBytes(this TensorEncoding encoding) => encoding switch
    {
        TensorEncoding.F32 => sizeof(float),
        TensorEncoding.Q8_0 => 2 + WeightMatrix.BlockSize,
        TensorEncoding.Q4_0 => 2 + WeightMatrix.BlockSize / 2,
        _ => sizeof(short),
    };

    /// <summary>Bytes of <paramref name="values"/> values, a multiple of the block.</summary>
    public static long Bytes(this TensorEncoding encoding, long values) => checked(values / encoding.BlockValues() * encoding.BlockBytes());
}
