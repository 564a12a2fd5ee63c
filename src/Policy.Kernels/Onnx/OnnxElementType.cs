namespace OptPolicy.Kernels.Onnx;

/// <summary>Element types of ONNX tensors (TensorProto.DataType).</summary>
internal enum OnnxElementType
{
    /// <summary>No type given.</summary>
    Undefined = 0,

    /// <summary>float32.</summary>
    Float = 1,

    /// <summary>uint8.</summary>
    UInt8 = 2,

    /// <summary>int8.</summary>
    Int8 = 3,

    /// <summary>int32.</summary>
    Int32 = 6,

    /// <summary>int64.</summary>
    Int64 = 7,

    /// <summary>bool.</summary>
    Bool = 9,

    /// <summary>float16.</summary>
    Float16 = 10,

    /// <summary>bfloat16.</summary>
    BFloat16 = 16,
}
