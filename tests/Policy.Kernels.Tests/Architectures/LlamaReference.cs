using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Tests.Architectures;

/// <summary>A Llama decoder in plain double-precision loops: what a graph is compared with.</summary>
internal static class LlamaReference
{
    /// <summary>The logits after the last token.</summary>
    public static double[] Logits(LlamaWeights weights, int[] tokens)
    {
        var shape = weights.Shape;
        var hidden = Array.ConvertAll(tokens, token => Row(weights.Embedding, token));
        foreach (var layer in weights.Layers)
            hidden = Layer(shape, layer, hidden, Array.ConvertAll(hidden, row => Norm(row, layer.AttentionNorm, shape)));
        return Product(weights.Head ?? weights.Embedding, Norm(hidden[^1], weights.FinalNorm, shape));
    }

    /// <summary>One layer: what attention and the feed-forward layer add to the hidden rows.</summary>
    public static double[][] Layer(LlamaShape shape, LlamaLayerWeights layer, double[][] hidden, double[][] normed)
    {
        var query = normed.Select((row, position) => Rotate(Product(layer.Query, row), position, shape)).ToArray();
        var key = normed.Select((row, position) => Rotate(Product(layer.Key, row), position, shape)).ToArray();
        var value = Array.ConvertAll(normed, row => Product(layer.Value, row));
        return [.. hidden.Select((row, position) =>
        {
            var attended = new double[shape.Heads * shape.HeadDimension];
            for (var head = 0; head < shape.Heads; head++)
                Attend(query[position], key, value, head, position, shape, attended);
            var middle = Sum(row, Product(layer.Output, attended));
            var input = Norm(middle, layer.FeedForwardNorm, shape);
            var gated = Product(layer.Gate, input).Zip(Product(layer.Up, input), static (g, u) => g / (1 + Math.Exp(-g)) * u).ToArray();
            return Sum(middle, Product(layer.Down, gated));
        })];
    }

    private static void Attend(double[] query, double[][] key, double[][] value, int head, int position, LlamaShape shape, double[] attended)
    {
        var from = head * shape.HeadDimension;
        var keyFrom = head / (shape.Heads / shape.KeyValueHeads) * shape.HeadDimension;
        var scores = new double[position + 1];
        for (var j = 0; j <= position; j++)
            scores[j] = Math.Exp(Enumerable.Range(0, shape.HeadDimension).Sum(i => query[from + i] * key[j][keyFrom + i]) / Math.Sqrt(shape.HeadDimension));
        var total = scores.Sum();
        for (var i = 0; i < shape.HeadDimension; i++)
            attended[from + i] = scores.Select((score, j) => score / total * value[j][keyFrom + i]).Sum();
    }

    private static double[] Rotate(double[] heads, int position, LlamaShape shape)
    {
        var half = shape.HeadDimension / 2;
        var rotated = new double[heads.Length];
        for (var start = 0; start < heads.Length; start += shape.HeadDimension)
        {
            for (var i = 0; i < half; i++)
            {
                var (sin, cos) = Math.SinCos(position * Math.Pow(shape.RopeTheta, -2.0 * i / shape.HeadDimension));
                rotated[start + i] = heads[start + i] * cos - heads[start + half + i] * sin;
                rotated[start + half + i] = heads[start + half + i] * cos + heads[start + i] * sin;
            }
        }

        return rotated;
    }

    public static double[] Norm(double[] row, WeightMatrix gain, LlamaShape shape)
    {
        var scale = 1 / Math.Sqrt(row.Average(static v => v * v) + shape.RmsEpsilon);
        return [.. row.Zip(Row(gain, 0), (v, g) => v * scale * g)];
    }

    public static double[] Product(WeightMatrix weights, double[] input) =>
        [.. Enumerable.Range(0, weights.Rows).Select(row => Row(weights, row).Zip(input, static (w, x) => w * x).Sum())];

    public static double[] Row(WeightMatrix matrix, int row)
    {
        var values = new float[matrix.Columns];
        matrix.Read(row, 0, values);
        return Array.ConvertAll(values, static v => (double)v);
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, static (x, y) => x + y)];
}
