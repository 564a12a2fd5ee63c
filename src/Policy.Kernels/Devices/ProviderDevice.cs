using Microsoft.ML.OnnxRuntime;

namespace OptPolicy.Kernels.Devices;

/// <summary>A piece of hardware that an execution provider offers to run on.</summary>
/// <param name="Provider">The provider's name, for example <c>QNNExecutionProvider</c>.</param>
/// <param name="Hardware">What it is.</param>
/// <param name="Native">ONNX Runtime's handle of it.</param>
internal sealed record ProviderDevice(string Provider, OrtHardwareDeviceType Hardware, OrtEpDevice? Native);
