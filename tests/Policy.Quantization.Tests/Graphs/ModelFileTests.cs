using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Tests.Graphs;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("weights.bin")]
    public void DataBesideTheModelMovesAlongUnchanged(string? dataFile)
    {
        var source = RandomModel.Write(_folder.File("own"), format: WeightFormat.Fp32);
        var copy = Path.Combine(Directory.CreateDirectory(_folder.File("copy")).FullName, "copy.onnx");

        using (var model = OnnxModel.Open(source.GraphPath))
        using (var file = new ModelFile(copy, dataFile))
            file.Save(model);

        using var before = OnnxModel.Open(source.GraphPath);
        using var after = OnnxModel.Open(copy);
        Assert.Equal(dataFile is null ? [] : [dataFile], after.DataFiles);
        Assert.Equal(before.Graph.Initializers.Select(static t => t.Name), after.Graph.Initializers.Select(static t => t.Name));
        foreach (var tensor in before.Graph.Initializers)
            Assert.Equal(tensor.ReadBytes().ToArray(), after.Graph.Initializer(tensor.Name)!.ReadBytes().ToArray());
        using var session = new InferenceSession(copy);
    }

    [Fact]
    public void EqualTensorsShareTheirBytes()
    {
        using var folder = new ExternalFolder(_folder.Path);
        using var file = new ModelFile(_folder.File("model.onnx"), "data");
        var data = new byte[5000];

        var first = file.Store("a", TensorType.UInt8, [5000], data, folder);
        var second = file.Store("b", TensorType.UInt8, [50, 100], data.ToArray(), folder);

        Assert.Equal(first.External, second.External);
    }

    // Explicit: it writes five gigabytes. Run with -explicit only.
    [Fact(Explicit = true)]
    public void TensorLargerThanAnArrayIsCopiedPieceByPiece()
    {
        const long Rows = 40_000_000;
        const int Width = 16;
        var source = Path.Combine(Directory.CreateDirectory(_folder.File("large")).FullName, "large.onnx");
        File.WriteAllBytes(source, OddModel.Bytes());
        using (var data = new FileStream(Path.Combine(Path.GetDirectoryName(source)!, "large.data"), FileMode.Create))
        {
            data.SetLength(Rows * Width * sizeof(float));
            data.Position = data.Length - 4;
            data.Write([1, 2, 3, 4]);
        }

        using (var model = OnnxModel.Open(source))
        {
            model.Graph.Add(ModelTensor.Of("table", TensorType.Float, [Rows, Width], new ExternalPlace("large.data", 0, Rows * Width * sizeof(float)), model.Folder));
            using var file = new ModelFile(_folder.File("copy.onnx"), "copy.data");
            file.Save(model);
        }

        using var copy = File.OpenRead(_folder.File("copy.data"));
        Assert.Equal(Rows * Width * sizeof(float), copy.Length);
        copy.Position = copy.Length - 4;
        var last = new byte[4];
        copy.ReadExactly(last);
        Assert.Equal([1, 2, 3, 4], last);
        Assert.InRange(Environment.WorkingSet, 0, 1L << 30);
    }

    [Fact]
    public void TensorsAreReadWhicheverWayTheyAreStored()
    {
        using var folder = new ExternalFolder(_folder.Path);
        float[] expected = [1, -2.5f, 0.5f];

        Assert.Equal(expected, new ModelTensor(Typed(TensorType.Float, static m => m.Bytes(4, [0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0, 0, 0, 0, 0x3F])), folder).ReadFloats());
        Assert.Equal(expected, new ModelTensor(Typed(TensorType.Float16, static m => Integers(m, 5, 0x3C00, 0xC100, 0x3800)), folder).ReadFloats());
        Assert.Equal(expected, new ModelTensor(Typed(TensorType.BFloat16, static m => m.Bytes(9, [0x80, 0x3F, 0x20, 0xC0, 0, 0x3F])), folder).ReadFloats());
        Assert.Equal([1, -2, 3], new ModelTensor(Typed(TensorType.Int64, static m => Integers(m, 7, 1, -2, 3)), folder).ReadIntegers());
    }

    [Fact]
    public void TensorWithTooFewBytesIsNamed()
    {
        using var folder = new ExternalFolder(_folder.Path);
        var tensor = new ModelTensor(Typed(TensorType.Float, static m => m.Bytes(9, new byte[8])), folder);

        Assert.Contains("'t' of 3 elements has 8 bytes", Assert.Throws<InvalidDataException>(() => tensor.ReadFloats()).Message, StringComparison.Ordinal);
    }

    private static WireMessage Typed(TensorType type, Action<ProtobufWriter> data)
    {
        var tensor = new ProtobufWriter();
        tensor.Int(1, 3);
        tensor.Int(2, (int)type);
        tensor.Text(8, "t");
        data(tensor);
        return WireMessage.Parse(tensor.Written.ToArray());
    }

    private static void Integers(ProtobufWriter message, int field, params ReadOnlySpan<long> values)
    {
        foreach (var value in values)
            message.Int(field, value);
    }
}
