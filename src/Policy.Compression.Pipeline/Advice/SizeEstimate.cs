using OptPolicy.Kernels.Devices;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Advice;

/// <summary>Bytes before anything is made, from bits a weight with what groups share.</summary>
internal static class SizeEstimate
{
    /// <summary>Quantised models store their tables in 8 bits.</summary>
    private const double TableBits = 8.25;

    /// <summary>What weights may take where the user sets no limit: what is left of a phone's or a board's memory beside everything else.</summary>
    public static long? UsualLimit(CompressionTarget target) => target switch
    {
        CompressionTarget.Edge => 2L << 30,
        CompressionTarget.Iot => 128L << 20,
        _ => null,
    };

    public static long? Of(ModelFacts model, string format, int? group)
    {
        if (model.Parameters is not { } parameters)
            return null;
        var bits = BitsOf(format) + (group is { } size ? (32.0 + 4) / size : 0.1);
        return (long)(((parameters - model.TableParameters) * bits + model.TableParameters * TableBits) / 8);
    }

    /// <summary>Whether the device multiplies the format as it is stored.</summary>
    public static bool HasKernel(string format, DeviceKind device) => format switch
    {
        "int4" => device is not DeviceKind.Npu,
        "int8" => true,
        "fp8" => device is DeviceKind.Cuda,
        _ => false,
    };

    private static int BitsOf(string format) => format switch
    {
        "int2" => 2,
        "int4" or "nvfp4" or "mxfp4" => 4,
        _ => 8,
    };
}
