namespace OptPolicy.Quantization.Rewriting;

/// <summary>How weight-only products are written.</summary>
public enum WeightOperator
{
    /// <summary>MatMulNBits where it has the format, DequantizeLinear otherwise (FP8).</summary>
    Automatic,

    /// <summary>DequantizeLinear before a MatMul: standard ONNX (opset 21 for INT4, 19 for FP8), which ONNX Runtime fuses and others read.</summary>
    Dequantize,
}
