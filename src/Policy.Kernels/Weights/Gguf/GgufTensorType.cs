using System.Globalization;

namespace OptPolicy.Kernels.Weights.Gguf;

/// <summary>Types of GGUF tensors (ggml_type).</summary>
internal static class GgufTensorType
{
    private static readonly string[] Names =
    [
        "F32", "F16", "Q4_0", "Q4_1", "", "", "Q5_0", "Q5_1", "Q8_0", "Q8_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_K",
        "IQ2_XXS", "IQ2_XS", "IQ3_XXS", "IQ1_S", "IQ4_NL", "IQ3_S", "IQ2_S", "IQ4_XS", "I8", "I16", "I32", "I64", "F64", "IQ1_M", "BF16",
    ];

    /// <summary>The name that ggml gives the type.</summary>
    public static string Name(uint type) =>
        type < Names.Length && Names[type].Length > 0 ? Names[type] : string.Create(CultureInfo.InvariantCulture, $"ggml type {type}");

    /// <summary>The encoding, if it can be read here.</summary>
    public static TensorEncoding? Encoding(uint type) => type switch
    {
        0 => TensorEncoding.F32,
        1 => TensorEncoding.F16,
        2 => TensorEncoding.Q4_0,
        8 => TensorEncoding.Q8_0,
        30 => TensorEncoding.BF16,
        _ => null,
    };

    /// <summary>The type of an encoding.</summary>
    public static uint Of(TensorEncoding encoding) => encoding switch
    {
        TensorEncoding.F32 => 0,
        TensorEncoding.F16 => 1,
        TensorEncoding.Q4_0 => 2,
        TensorEncoding.Q8_0 => 8,
        _ => 30,
    };
}
