namespace OptPolicy.Compression.Models;

/// <summary>What a training step multiplies matrices in; weights, sums and the optimiser stay float32.</summary>
public enum MatrixPrecision
{
    /// <summary>float32.</summary>
    Float32,

    /// <summary>bfloat16 operands: about 1.5 times the tokens per second where the processor has such instructions.</summary>
    BFloat16,
}
