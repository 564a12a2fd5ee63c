using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Devices;

public sealed class DeviceSelectorTests
{
    [Fact]
    public void EmptyOrderIsTheProcessor()
    {
        var selection = Select(new(), new([]));

        Assert.Equal((DeviceKind.Cpu, "CPUExecutionProvider", "1.99.0"), (selection.Kind, selection.ExecutionProvider, selection.RuntimeVersion));
        Assert.Empty(selection.Rejected);
    }

    [Fact]
    public void FirstDeviceOfTheOrderThatIsThereWins()
    {
        var providers = new FakeProviders { BuiltIn = ["CUDAExecutionProvider", "CPUExecutionProvider"] };

        var selection = Select(providers, new([DeviceKind.DirectML, DeviceKind.Cuda, DeviceKind.Cpu]));

        Assert.Equal((DeviceKind.Cuda, "CUDAExecutionProvider"), (selection.Kind, selection.ExecutionProvider));
        Assert.Equal(["cuda"], providers.Attached);
        var rejection = Assert.Single(selection.Rejected);
        Assert.Equal(DeviceKind.DirectML, rejection.Kind);
        Assert.Contains("OptPolicy.Backend.DirectML", rejection.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void PolicyOrderBeatsWhatTheMachinePrefers()
    {
        var providers = new FakeProviders { BuiltIn = ["CUDAExecutionProvider", "CPUExecutionProvider"] };

        var selection = Select(providers, new([DeviceKind.Cpu, DeviceKind.Cuda]));

        Assert.Equal(DeviceKind.Cpu, selection.Kind);
        Assert.Empty(providers.Attached);
    }

    [Fact]
    public void PlugInProviderIsFoundByItsHardware()
    {
        var providers = new FakeProviders { Devices = [new("CPUExecutionProvider", OrtHardwareDeviceType.CPU, null), new("QNNExecutionProvider", OrtHardwareDeviceType.NPU, null)] };

        var selection = Select(providers, new([DeviceKind.Npu]));

        Assert.Equal((DeviceKind.Npu, "QNNExecutionProvider"), (selection.Kind, selection.ExecutionProvider));
        Assert.Equal(["QNNExecutionProvider"], providers.Attached);
    }

    [Fact]
    public void ListedGpuComesBeforeTheBuiltInProvider()
    {
        var providers = new FakeProviders
        {
            BuiltIn = ["CUDAExecutionProvider"],
            Devices = [new("DmlExecutionProvider", OrtHardwareDeviceType.GPU, null), new("NvTensorRTRTXExecutionProvider", OrtHardwareDeviceType.GPU, null)],
        };

        Assert.Equal("NvTensorRTRTXExecutionProvider", Select(providers, new([DeviceKind.Cuda])).ExecutionProvider);
        Assert.Equal("DmlExecutionProvider", Select(providers, new([DeviceKind.DirectML])).ExecutionProvider);
    }

    [Theory]
    [InlineData(DeviceKind.Cuda, "OptPolicyBackend=cuda")]
    [InlineData(DeviceKind.DirectML, "OptPolicyBackend=directml")]
    [InlineData(DeviceKind.Npu, "RegisterExecutionProviderLibrary")]
    public void FallingBackSaysWhatToInstall(DeviceKind kind, string advice)
    {
        var selection = Select(new(), new([kind]));

        Assert.Equal(DeviceKind.Cpu, selection.Kind);
        Assert.Contains(advice, Assert.Single(selection.Rejected).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void NativeLibraryOfAnotherFlavourIsARejectionNotACrash()
    {
        var providers = new FakeProviders
        {
            BuiltIn = ["CUDAExecutionProvider"],
            AttachError = new EntryPointNotFoundException("Unable to find an entry point named 'OrtSessionOptionsAppendExecutionProvider_CUDA'"),
        };

        var rejection = Assert.Single(Select(providers, new([DeviceKind.Cuda])).Rejected);

        Assert.Contains("did not start: Unable to find an entry point", rejection.Reason, StringComparison.Ordinal);
        Assert.Contains("OptPolicy.Backend.Cuda", rejection.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void StrictRequestNamesEveryDeviceThatFailed()
    {
        var error = Assert.Throws<LocalModelException>(() => Select(new(), new([DeviceKind.Npu, DeviceKind.Cuda], IsStrict: true)));

        Assert.Contains("npu:", error.Message, StringComparison.Ordinal);
        Assert.Contains("cuda:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StrictOrderThatAllowsTheProcessorUsesIt()
    {
        Assert.Equal(DeviceKind.Cpu, Select(new(), new([DeviceKind.Cuda, DeviceKind.Cpu], IsStrict: true)).Kind);
    }

    [Fact]
    public void DeviceThatCannotRunTheModelIsRejectedWithItsReason()
    {
        var providers = new FakeProviders { BuiltIn = ["CUDAExecutionProvider"] };
        var attempts = 0;

        // The first attempt is the device's: what ONNX Runtime says when a strict session would need the processor.
        var (_, selection) = new DeviceSelector(providers).Open(
            new([DeviceKind.Cuda]),
            () => new(),
            settings => attempts++ == 0 ? new InferenceSession([1, 2, 3], settings) : new InferenceSession(TestModels.Tiny().GraphPath, settings),
            "model.onnx");

        Assert.Equal(DeviceKind.Cpu, selection.Kind);
        Assert.Contains("CUDAExecutionProvider did not load the model:", Assert.Single(selection.Rejected).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void StrictAttemptForbidsTheProcessor()
    {
        // A fake provider attaches nothing, so every node falls to the processor: exactly what strict must not let pass.
        var providers = new FakeProviders { BuiltIn = ["CUDAExecutionProvider"] };
        var path = TestModels.Tiny().GraphPath;

        var error = Assert.Throws<LocalModelException>(() => new DeviceSelector(providers).Open(
            new([DeviceKind.Cuda], IsStrict: true), () => SessionSettings.Create(new()), settings => new InferenceSession(path, settings), path));

        Assert.Contains("did not load the model", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeviceKind.Cuda)]
    [InlineData(DeviceKind.DirectML)]
    [InlineData(DeviceKind.Npu)]
    public void ProcessorOnlyRuntimeFallsBackAndSaysSo(DeviceKind kind)
    {
        var folder = TestModels.Tiny();

        using var model = DecoderModel.Open(folder.Spec, folder.GraphPath, new([kind]), new() { Threads = 1 });

        Assert.Equal(DeviceKind.Cpu, model.Device.Kind);
        Assert.StartsWith("1.", model.Device.RuntimeVersion, StringComparison.Ordinal);
        Assert.Equal(kind, Assert.Single(model.Device.Rejected).Kind);
        Assert.Throws<LocalModelException>(() => DecoderModel.Open(folder.Spec, folder.GraphPath, new([kind], IsStrict: true), new()));
    }

    [Fact]
    public void EntryPointsThatAreMissingAreNotMistakenForBrokenModels()
    {
        using var settings = new SessionOptions();

        // Pins what selection relies on: this flavour of the native library has no such entry point at all.
        Assert.Throws<EntryPointNotFoundException>(() => OnnxRuntimeProviders.Load().AppendDirectML(settings));
        Assert.Contains(OnnxRuntimeProviders.Load().Devices, device => device.Provider == "CPUExecutionProvider");
    }

    private static DeviceSelection Select(FakeProviders providers, DeviceRequest request) =>
        new DeviceSelector(providers).Open(request, () => new(), _ => 0, "model.onnx").Selection;
}
