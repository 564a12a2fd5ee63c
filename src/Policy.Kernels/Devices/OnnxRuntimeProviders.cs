using Microsoft.ML.OnnxRuntime;

namespace OptPolicy.Kernels.Devices;

/// <summary>The native ONNX Runtime that the app brought.</summary>
internal sealed class OnnxRuntimeProviders : IExecutionProviders
{
    private readonly OrtEnv _environment = OrtEnv.Instance();

    public string RuntimeVersion => _environment.GetVersionString();

    public IReadOnlyList<string> BuiltIn => _environment.GetAvailableProviders();

    public IReadOnlyList<ProviderDevice> Devices =>
        [.. _environment.GetEpDevices().Select(device => new ProviderDevice(device.EpName, device.HardwareDevice.Type, device))];

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
