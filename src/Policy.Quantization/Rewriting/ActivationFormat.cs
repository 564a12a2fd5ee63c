namespace OptPolicy.Quantization.Rewriting;

/// <summary>What enters a quantised product.</summary>
public enum ActivationFormat
{
    /// <summary>float32 as it is; weight-only products may still round a block's inputs to 8 bit inside the kernel (accuracy level 4).</summary>
    Float,

    /// <summary>8-bit integers whose scale is found anew for each call.</summary>
    Int8Dynamic,

    /// <summary>8-bit integers whose scale calibration fixed.</summary>
    Int8Static,
}
