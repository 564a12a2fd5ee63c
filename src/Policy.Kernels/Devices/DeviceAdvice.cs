namespace OptPolicy.Kernels.Devices;

/// <summary>What makes a device usable that is not.</summary>
internal static class DeviceAdvice
{
    public const string Cpu = "Reference one backend in the app: OptPolicy.Backend.Cpu, .Cuda or .DirectML.";
    public const string Cuda = "Reference OptPolicy.Backend.Cuda instead of OptPolicy.Backend.Cpu (OptPolicyBackend=cuda), and install CUDA 12 with cuDNN 9.";
    public const string DirectML = "Reference OptPolicy.Backend.DirectML instead of OptPolicy.Backend.Cpu (OptPolicyBackend=directml); it runs on Windows with a DirectX 12 GPU.";
    public const string Npu = "Register the vendor's plug-in before opening the model (OrtEnv.RegisterExecutionProviderLibrary, or Windows ML's ExecutionProviderCatalog).";

    public static string For(DeviceKind kind) => kind switch
    {
        DeviceKind.Cuda => Cuda,
        DeviceKind.DirectML => DirectML,
        DeviceKind.Npu => Npu,
        _ => "",
    };
}
