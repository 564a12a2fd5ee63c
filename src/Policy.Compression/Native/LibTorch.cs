using System.Diagnostics.CodeAnalysis;
using TorchSharp;

namespace OptPolicy.Compression.Native;

/// <summary>The native half of TorchSharp.</summary>
public static class LibTorch
{
    /// <summary>Loads libtorch, set up to share the machine. Call it before any tensor is made.</summary>
    /// <param name="problem">Why tensors cannot be used in this process.</param>
    public static bool TryLoad([NotNullWhen(false)] out string? problem)
    {
        OpenMpThreads.SleepWhileWaiting();
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            problem = null;
            return true;
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or DllNotFoundException or BadImageFormatException)
        {
            var cause = (error.InnerException ?? error).Message.Split('\n')[0].TrimEnd();
            problem = $"libtorch cannot be loaded: {cause} The executable must import LibTorch.targets, which brings it for the platform it is built on.";
            return false;
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
