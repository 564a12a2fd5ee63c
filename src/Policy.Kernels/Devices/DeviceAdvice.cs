namespace OptPolicy.Kernels.Devices;

/// <summary>What makes a device usable that is not.</summary>
internal static class DeviceAdvice
{
    public const string Cuda = "Reference Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime (OptPolicyBackend=cuda does), and install CUDA 12 with cuDNN 9.";
    public const string DirectML = "Reference Microsoft.ML.OnnxRuntime.DirectML instead of Microsoft.ML.OnnxRuntime (OptPolicyBackend=directml does); it runs on Windows with a DirectX 12 GPU.";
    public const string Npu = "Register the vendor's plug-in before opening the model (OrtEnv.RegisterExecutionProviderLibrary, or Windows ML's ExecutionProviderCatalog).";

    public static string For(DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda => Cuda,
        DeviceKind.DirectML => DirectML,
        DeviceKind.Npu => Npu,
        _ => "",
    };
}
