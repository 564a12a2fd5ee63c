using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Quantization.Tests.Rewriting;

/// <summary>A float32 text encoder with random weights, in a folder of our own layout.</summary>
internal static class TinyEncoder
{
    private static readonly BertShape Shape = new() { VocabularySize = 288, HiddenSize = 64, Layers = 1, Heads = 4, FeedForwardSize = 128, Positions = 64 };

    public static string Write(string folder)
    {
        RandomModel.Write(Path.Combine(folder, "decoder"));
        File.Move(Path.Combine(folder, "decoder", "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
        Directory.Delete(Path.Combine(folder, "decoder"), recursive: true);
        var layer = new BertLayerWeights(Affine("query"), Affine("key"), Affine("value"), Affine("output"), Norm("attention"), Affine("up", 128, 64), Affine("down", 64, 128), Norm("feed_forward"));
        var weights = new BertWeights(Shape, Matrix("words", 288, 64), Matrix("positions", 64, 64), null, Norm("embedding"), [layer]);
        var spec = BertGraphBuilder.Write(weights, new BertGraphOptions { Format = WeightFormat.Fp32 }, folder);
        new EncoderManifest(EncoderManifest.CurrentVersion, "random weights", "", spec).Write(folder);
        return folder;
    }

    private static AffineWeights Affine(string name, int rows = 64, int columns = 64) => new(Matrix(name, rows, columns), Matrix($"{name}.bias", 1, rows));

    private static AffineWeights Norm(string name)
    {
        var ones = new float[64];
        ones.AsSpan().Fill(1);
        return new(new ArrayMatrix($"{name}.norm", 1, 64, ones), Matrix($"{name}.norm.bias", 1, 64));
    }

    private static ArrayMatrix Matrix(string name, int rows, int columns) => new(name, rows, columns, TestGraph.Random(rows * columns, name.Length + rows));
}
