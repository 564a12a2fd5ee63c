namespace OptPolicy.Kernels.Weights;

/// <summary>How a file stores the values of a tensor.</summary>
public enum TensorEncoding
{
    /// <summary>float32.</summary>
    F32,

    /// <summary>float16.</summary>
    F16,

    /// <summary>bfloat16.</summary>
    BF16,

    /// <summary>GGUF: blocks of 32 signed bytes after a float16 scale.</summary>
    Q8_0,

    /// <summary>GGUF: blocks of 32 four-bit codes, zero at 8, after a float16 scale.</summary>
    Q4_0,
}
