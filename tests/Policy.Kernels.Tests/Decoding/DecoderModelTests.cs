using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

public sealed class DecoderModelTests
{
    [Fact]
    public void MissingGraphIsNamed()
    {
        var path = Path.Combine(TestModels.NewFolder(), "model.onnx");

        Assert.Contains(path, Refused(TestModels.Tiny().Spec, path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedGraphIsRefused()
    {
        var path = Copy(TestModels.Tiny());
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path).Take(500)]);

        Assert.Contains("cannot be loaded", Refused(TestModels.Tiny().Spec, path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingWeightsAreRefused()
    {
        var path = Copy(TestModels.Tiny());
        File.Delete(path + ".data");

        Assert.Contains("model.onnx.data", Refused(TestModels.Tiny().Spec, path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WeightsCutShortAreRefused()
    {
        var path = Copy(TestModels.Tiny());
        using (var data = File.OpenWrite(path + ".data"))
            data.SetLength(data.Length / 2);

        Assert.Contains("cut short", Refused(TestModels.Tiny().Spec, path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigurationOfAnotherModelIsRefused()
    {
        var folder = TestModels.Tiny();
        var spec = folder.Spec;

        Assert.Contains("512", Refused(spec with { VocabularySize = 100 }, folder.GraphPath).Message, StringComparison.Ordinal);
        Assert.Contains("2 heads of width 32", Refused(spec with { KeyValueHeads = 8 }, folder.GraphPath).Message, StringComparison.Ordinal);
        Assert.Contains("2.key", Refused(spec with { Layers = 3 }, folder.GraphPath).Message, StringComparison.Ordinal);
        Assert.Contains("past_key_values.1.key", Refused(spec with { Layers = 1 }, folder.GraphPath).Message, StringComparison.Ordinal);
        Assert.Contains("attention_mask", Refused(spec with { Bindings = spec.Bindings with { AttentionMask = "attention_mask" } }, folder.GraphPath).Message, StringComparison.Ordinal);
        Assert.Contains("hidden_states", Refused(spec with { Bindings = spec.Bindings with { HiddenStates = "hidden_states" } }, folder.GraphPath).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContextIsNeverMoreThanTheModelWasTrainedFor()
    {
        using var model = OpenModel.Tiny();
        using var capped = model.CreateLane(100);
        using var greedy = model.CreateLane(100_000);

        Assert.Equal((100, 512), (capped.Capacity, greedy.Capacity));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CreateLane(0));
    }

    [Fact]
    public void DeviceThatFailsInACallSaysWhereAndLeavesTheCache()
    {
        // The graph's rotary table ends at 512 positions, whatever this configuration says.
        var folder = TestModels.Tiny();
        using var model = OpenModel.Of(folder, folder.Spec with { ContextTokens = 4096 });
        using var lane = model.CreateLane();
        lane.Run(OpenModel.Prompt(500));

        var error = Assert.Throws<LocalModelException>(() => lane.Run(OpenModel.Prompt(600)));

        Assert.Contains("600 tokens after 500 on CPUExecutionProvider", error.Message, StringComparison.Ordinal);
        Assert.Equal(500, lane.Length);
        Assert.Equal(512, lane.Run([5]).Length);
    }

    private static LocalModelException Refused(DecoderSpec spec, string path) =>
        Assert.Throws<LocalModelException>(() => DecoderModel.Open(spec, path, DeviceRequest.Cpu, new() { Threads = 1 }));

    private static string Copy(DecoderFolder folder)
    {
        var target = TestModels.NewFolder();
        foreach (var file in Directory.EnumerateFiles(folder.Path))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return Path.Combine(target, Path.GetFileName(folder.GraphPath));
    }
}
