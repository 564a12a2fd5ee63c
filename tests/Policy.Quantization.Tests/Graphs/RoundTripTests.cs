using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Onnx;
using OptPolicy.Quantization.Graphs;

namespace OptPolicy.Quantization.Tests.Graphs;

public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ch_PP-OCRv4_rec_infer.onnx")]
    [InlineData("ch_PP-OCRv4_det_infer.onnx")]
    [InlineData("ch_ppocr_mobile_v2.0_cls_infer.onnx")]
    public void ThirdPartyModelIsWrittenBackByteByByte(string file)
    {
        var path = ThirdPartyModel.Find(file);
        using var model = OnnxModel.Open(path);

        Assert.Equal(File.ReadAllBytes(path), Write(model));
    }

    [Fact]
    public void ThirdPartyModelsShapeIsReadAsItIs()
    {
        using var model = OnnxModel.Open(ThirdPartyModel.Recognizer);

        Assert.Equal(9, model.Opset(""));
        Assert.Equal(765, model.Graph.Nodes.Count);
        Assert.Empty(model.Graph.Initializers);
        Assert.Equal(325, model.Graph.Nodes.Count(static n => n.Is("Constant")));
        Assert.Equal("x", Assert.Single(model.Graph.Inputs).Name);
    }

    [Fact]
    public void OwnModelWithDataBesideItIsWrittenBackByteByByte()
    {
        var folder = RandomModel.Write(_folder.File("own"), format: WeightFormat.Fp32);
        using var model = OnnxModel.Open(folder.GraphPath);

        Assert.Equal(File.ReadAllBytes(folder.GraphPath), Write(model));
        Assert.Equal(["model.onnx.data"], model.DataFiles);
    }

    [Fact]
    public void WhatIsNotUnderstoodSurvivesChangesOfTheGraph()
    {
        var path = _folder.File("odd.onnx");
        File.WriteAllBytes(path, OddModel.Bytes());
        using var model = OnnxModel.Open(path);

        model.Graph.Touch();
        var written = WireMessage.Parse(Write(model));

        Assert.Equal("left alone", written.Text(OddModel.UnknownField));
        Assert.Equal("MyFunction", Assert.Single(written.AllNested(25)).Text(1));
        Assert.Equal("author", Assert.Single(written.AllNested(14)).Text(1));
        var graph = written.Nested(7)!;
        Assert.Equal("a graph's note", graph.Text(OddModel.UnknownField));
        Assert.Equal("a node's note", Assert.Single(graph.AllNested(1)).Text(OddModel.UnknownField));
        Assert.Equal([3], Assert.Single(graph.AllNested(15)).Integers(3));
        Assert.Equal(OddModel.Bytes(), Write(model));
    }

    [Fact]
    public void NonMinimalNumbersKeepTheirBytes()
    {
        // Field 1 with the value 1 in three bytes, which encoders that reserve room write.
        byte[] bytes = [0x08, 0x81, 0x80, 0x00];
        using var written = new MemoryStream();

        var message = WireMessage.Parse(bytes);
        message.WriteTo(written);

        Assert.Equal(1, message.Integer(1));
        Assert.Equal(bytes, written.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0x05, 0x01 }, "claims 5 bytes")]
    [InlineData(new byte[] { 0x08, 0x80 }, "does not end")]
    [InlineData(new byte[] { 0x0B }, "wire type 3")]
    [InlineData(new byte[] { 0x3A, 0x00 }, "no graph")]
    [InlineData(new byte[0], "no graph")]
    public void DamagedFileSaysWhatIsWrong(byte[] bytes, string problem)
    {
        var path = _folder.File("damaged.onnx");
        File.WriteAllBytes(path, bytes);

        var error = Assert.Throws<LocalModelException>(() => OnnxModel.Open(path));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelMayNotReadFilesOutsideItsFolder()
    {
        File.WriteAllBytes(_folder.File("secret"), new byte[16]);
        var inner = Directory.CreateDirectory(_folder.File("inner")).FullName;
        var place = new ExternalPlace("../secret", 0, 16);
        using var folder = new ExternalFolder(inner);

        var error = Assert.Throws<LocalModelException>(() => folder.Read(place, 16));

        Assert.Contains("outside its folder", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Write(OnnxModel model)
    {
        using var stream = new MemoryStream();
        model.WriteTo(stream);
        return stream.ToArray();
    }
}
