using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OptPolicy.Quantization.Calibration;

/// <summary>Numbers of a tensor as float32.</summary>
internal static class OutputNumbers
{
    /// <summary>The numbers; none when the value is no tensor of floating-point numbers.</summary>
    public static float[] Floats(OrtValue value)
    {
        if (!value.IsTensor || value.GetTensorTypeAndShape() is not { ElementCount: > 0 } info)
            return [];
        switch (info.ElementDataType)
        {
            case TensorElementType.Float:
                return value.GetTensorDataAsSpan<float>().ToArray();
            case TensorElementType.Float16:
                var halves = System.Runtime.InteropServices.MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>());
                var floats = new float[halves.Length];
                TensorPrimitives.ConvertToSingle(halves, floats);
                return floats;
            default:
                return [];
        }
    }
}
