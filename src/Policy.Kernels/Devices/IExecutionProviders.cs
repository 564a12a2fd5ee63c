using Microsoft.ML.OnnxRuntime;

namespace OptPolicy.Kernels.Devices;

/// <summary>What selection needs of the native ONNX Runtime; a seam, because machines differ in what they have.</summary>
internal interface IExecutionProviders
{
    /// <summary>Version of the native library.</summary>
    string RuntimeVersion { get; }

    /// <summary>Names of the providers compiled into the native library.</summary>
    IReadOnlyList<string> BuiltIn { get; }

    /// <summary>Devices that built-in and registered plug-in providers offer.</summary>
    IReadOnlyList<ProviderDevice> Devices { get; }

    /// <summary>Adds the built-in CUDA provider.</summary>
    void AppendCuda(SessionOptions settings);

    /// <summary>Adds the built-in DirectML provider.</summary>
    void AppendDirectML(SessionOptions settings);

    /// <summary>Adds a provider through the device API.</summary>
    void Append(SessionOptions settings, ProviderDevice device);
}
