namespace OptPolicy.Kernels.Devices;

/// <summary>ONNX Runtime's names of execution providers.</summary>
internal static class ProviderNames
{
    public const string Cpu = "CPUExecutionProvider";
    public const string Cuda = "CUDAExecutionProvider";
    public const string DirectML = "DmlExecutionProvider";

    private const string CudaPlugIn = "NvTensorRTRTXExecutionProvider";

    /// <summary>Whether a plug-in provider serves a request for <paramref name="wanted"/>: TensorRT-RTX is how Windows ML delivers CUDA hardware.</summary>
    public static bool Matches(string provider, string wanted) =>
        string.Equals(provider, wanted, StringComparison.Ordinal)
        || (string.Equals(wanted, Cuda, StringComparison.Ordinal) && string.Equals(provider, CudaPlugIn, StringComparison.Ordinal));
}
