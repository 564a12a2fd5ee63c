using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Devices;

namespace OptPolicy.Kernels.Tests.Devices;

/// <summary>A machine with whatever devices a test gives it. Records what was attached.</summary>
internal sealed class FakeProviders : IExecutionProviders
{
    public string RuntimeVersion => "1.99.0";

    public IReadOnlyList<string> BuiltIn { get; init; } = ["CPUExecutionProvider"];

    public IReadOnlyList<ProviderDevice> Devices { get; init; } = [];

    /// <summary>What attaching a built-in provider throws, if anything.</summary>
    public Exception? AttachError { get; init; }

    public List<string> Attached { get; } = [];

    public void AppendCuda(SessionOptions settings) => Attach("cuda");

    public void AppendDirectML(SessionOptions settings) => Attach("directml");

    public void Append(SessionOptions settings, ProviderDevice device) => Attach(device.Provider);

    private void Attach(string name)
    {
        if (AttachError is not null)
            throw AttachError;
        Attached.Add(name);
    }
}
