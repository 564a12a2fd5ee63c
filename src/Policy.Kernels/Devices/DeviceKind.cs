namespace OptPolicy.Kernels.Devices;

/// <summary>A kind of hardware, named as policies name it.</summary>
public enum DeviceKind
{
    /// <summary>The processor; always there.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through CUDA.</summary>
    Cuda,

    /// <summary>A GPU through DirectML (Windows).</summary>
    DirectML,

    /// <summary>A neural processing unit through a plug-in execution provider.</summary>
    Npu,
}
