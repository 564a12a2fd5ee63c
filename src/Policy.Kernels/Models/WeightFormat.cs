namespace OptPolicy.Kernels.Models;

/// <summary>How a decoder's matrix weights are stored and multiplied.</summary>
public enum WeightFormat
{
    /// <summary>A graph that somebody else made: its numerics are only known by measuring.</summary>
    Unknown,

    /// <summary>float32 weights.</summary>
    Fp32,

    /// <summary>8-bit weights in blocks of 32 with 8-bit activations (GGUF Q8_0's values).</summary>
    Q8,

    /// <summary>4-bit weights in blocks of 32 with 8-bit activations (GGUF Q4_0's values).</summary>
    Q4,

    /// <summary>4-bit weights in blocks of 128: faster, but a row's result depends on how many rows run together.</summary>
    Q4Block128,

    /// <summary>8-bit weights per output channel and 8-bit activations per row, with integer accumulation.</summary>
    RowQ8,
}
