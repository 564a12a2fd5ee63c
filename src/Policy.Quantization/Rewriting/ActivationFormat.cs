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

    /// <summary>
    /// MXFP4 in blocks of 32 inputs, with weights of four bits or fewer: what a device that multiplies such numbers would answer, calculated in float32 and
    /// slower here. Products with wider weights take floats.
    /// </summary>
    MxFp4,
}
