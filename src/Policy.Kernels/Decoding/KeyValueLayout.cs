using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Decoding;

/// <summary>The shape of a model's keys and values, and where they live.</summary>
/// <param name="Layers">Transformer layers.</param>
/// <param name="Heads">Key/value heads of a layer.</param>
/// <param name="Width">Width of a head as the graph stores it.</param>
/// <param name="Type">Element type.</param>
/// <param name="Allocator">Allocates in the memory that the session reads without a copy.</param>
/// <param name="IsHostMemory">Whether the processor can read that memory.</param>
internal sealed record KeyValueLayout(int Layers, int Heads, int Width, TensorElementType Type, OrtAllocator Allocator, bool IsHostMemory)
{
    /// <summary>Bytes of one position in one head.</summary>
    public int RowBytes => Width * ElementBytes;

    /// <summary>Bytes of one position in all layers.</summary>
    public long BytesPerSlot => 2L * Layers * Heads * RowBytes;

    private int ElementBytes => Type switch
    {
        TensorElementType.Float => 4,
        TensorElementType.Float16 or TensorElementType.BFloat16 => 2,
        TensorElementType.Int8 or TensorElementType.UInt8 => 1,
        _ => throw new LocalModelException($"The graph keeps keys and values as {Type}; float32, float16, bfloat16 and 8-bit integers are supported."),
    };

    public OrtValue Allocate(int slots) => OrtValue.CreateAllocatedTensorValue(Allocator, Type, [1, Heads, slots, Width]);
}
