using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Decoding;

/// <summary>The mask of a sequence without padding: all ones.</summary>
internal static class AttentionMask
{
    public static OrtValue Create(TensorElementType type, int total)
    {
        var mask = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, [1, total]);
        var bytes = mask.GetTensorMutableRawData();
        switch (type)
        {
            case TensorElementType.Int64:
                MemoryMarshal.Cast<byte, long>(bytes).Fill(1);
                return mask;
            case TensorElementType.Int32:
                MemoryMarshal.Cast<byte, int>(bytes).Fill(1);
                return mask;
            default:
                mask.Dispose();
                throw new LocalModelException($"The graph wants its attention mask as {type}; int64 and int32 are supported.");
        }
    }
}
