using TorchSharp;

namespace OptPolicy.Compression.Native;

/// <summary>Whether the native half of TorchSharp is there.</summary>
public static class LibTorch
{
    /// <summary>Why tensors cannot be used in this process, or <see langword="null"/> when they can.</summary>
    public static string? Problem()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            return null;
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or DllNotFoundException or BadImageFormatException)
        {
            return $"libtorch cannot be loaded: {(error.InnerException ?? error).Message.Split('\n')[0].TrimEnd()} The executable must import LibTorch.targets, which brings it for the platform it is built on.";
        }
    }

    /// <summary>The device called <paramref name="name"/>: <c>cpu</c>, <c>cuda</c>, or <c>auto</c> for CUDA where there is one.</summary>
    /// <exception cref="ArgumentException">There is no such device here.</exception>
    public static torch.Device Device(string name) => name switch
    {
        "cpu" => torch.CPU,
        "auto" => torch.cuda.is_available() ? torch.CUDA : torch.CPU,
        "cuda" when torch.cuda.is_available() => torch.CUDA,
        "cuda" => throw new ArgumentException("this libtorch has no CUDA device: use a CUDA build of libtorch, or the device 'cpu'", nameof(name)),
        _ => throw new ArgumentException($"'{name}' is no device: use cpu, cuda or auto", nameof(name)),
    };
}
