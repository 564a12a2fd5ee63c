using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Kernels.Tests.Models;

namespace OptPolicy.Kernels.Tests.Onnx;

public sealed class OnnxModelInfoTests
{
    [Fact]
    public void WrittenGraphReadsBack()
    {
        var info = OnnxModelInfo.Read(TestModels.Tiny().GraphPath);

        Assert.Equal(4 + 2 * 2, info.Inputs.Count);
        Assert.Equal(OnnxElementType.Int64, info.Inputs["input_ids"].Type);
        Assert.Equal("tokens", info.Inputs["input_ids"].Dimensions[1].Name);
        Assert.Equal(32, info.Inputs["past_key_values.1.value"].Size(3));
        Assert.Null(info.Outputs["logits"].Size(1));
        Assert.Equal(512, info.Outputs["logits"].Size(2));
        Assert.Contains("GroupQueryAttention", info.Operations);
        Assert.Equal(["model.onnx.data"], info.DataFiles);
    }

    [Fact]
    public void RandomDamageNeverEscapesAsAnotherException()
    {
        var folder = TestModels.NewFolder();
        File.WriteAllBytes(Path.Combine(folder, "model.onnx.data"), []);
        var path = Path.Combine(folder, "model.onnx");
        var original = File.ReadAllBytes(TestModels.Tiny().GraphPath);
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            var bytes = original[..(round % 3 == 0 ? random.Next(original.Length) : original.Length)];
            for (var hits = random.Next(1, 5); hits > 0 && bytes.Length > 0; hits--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, bytes);

            try
            {
                Assert.NotEmpty(OnnxModelInfo.Read(path).Outputs);
            }
            catch (LocalModelException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }
    }
}
