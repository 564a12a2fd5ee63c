namespace OptPolicy.Quantization.Formats;

/// <summary>What one stored number is.</summary>
public enum NumberFormat
{
    /// <summary>2-bit integer codes.</summary>
    Int2,

    /// <summary>4-bit integer codes.</summary>
    Int4,

    /// <summary>8-bit integer codes.</summary>
    Int8,

    /// <summary>FP8 E4M3FN (OCP OFP8): largest value 448, no infinity.</summary>
    Fp8E4M3,

    /// <summary>NVFP4: E2M1 values, an E4M3 scale for every 16, one float32 scale for the tensor.</summary>
    NvFp4,

    /// <summary>MXFP4 (OCP MX): E2M1 values, a power-of-two (E8M0) scale for every 32.</summary>
    MxFp4,
}
