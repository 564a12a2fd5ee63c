using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Devices;

/// <summary>The native ONNX Runtime that the app brought.</summary>
internal sealed class OnnxRuntimeProviders : IExecutionProviders
{
    private readonly OrtEnv _environment;

    private OnnxRuntimeProviders(OrtEnv environment) => _environment = environment;

    public string RuntimeVersion => _environment.GetVersionString();

    public IReadOnlyList<string> BuiltIn => _environment.GetAvailableProviders();

    public IReadOnlyList<ProviderDevice> Devices =>
        [.. _environment.GetEpDevices().Select(device => new ProviderDevice(device.EpName, device.HardwareDevice.Type, device))];

    /// <summary>Finds the native library.</summary>
    /// <exception cref="LocalModelException">The app brought none.</exception>
    public static OnnxRuntimeProviders Load()
    {
        try
        {
            return new(OrtEnv.Instance());
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new LocalModelException($"The native ONNX Runtime is missing or of another version: {(error.InnerException ?? error).Message} {DeviceAdvice.Cpu}", error);
        }
    }

    public void AppendCuda(SessionOptions settings) => settings.AppendExecutionProvider_CUDA(0);

    public void AppendDirectML(SessionOptions settings)
    {
        // DirectML refuses memory patterns and parallel execution (its provider's documented limits).
        settings.EnableMemoryPattern = false;
        settings.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        settings.AppendExecutionProvider_DML(0);
    }

    public void Append(SessionOptions settings, ProviderDevice device) =>
        settings.AppendExecutionProvider(_environment, [device.Native!], new Dictionary<string, string>(StringComparer.Ordinal));
}
