using OptPolicy.Kernels.Architectures;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Tests.Architectures;

/// <summary>A BERT encoder in plain double-precision loops: what a graph is compared with.</summary>
internal static class BertReference
{
    /// <summary>The mean-pooled, normalised embedding of one text.</summary>
    public static float[] Embed(BertWeights weights, long[] tokens)
    {
        var hidden = tokens.Select((token, position) => Norm(
            Sum(Row(weights.Words, (int)token), Row(weights.Positions, position), Row(weights.TokenTypes!, 0)), weights.EmbeddingNorm, weights.Shape.NormEpsilon)).ToArray();
        foreach (var layer in weights.Layers)
            hidden = Layer(weights.Shape, layer, hidden);

        var mean = new double[weights.Shape.HiddenSize];
        foreach (var row in hidden)
            mean = Sum(mean, row);
        var length = Math.Sqrt(mean.Sum(static v => v * v));
        return Array.ConvertAll(mean, v => (float)(v / length));
    }

    private static double[][] Layer(BertShape shape, BertLayerWeights layer, double[][] hidden)
    {
        double[][] Project(AffineWeights weights) => Array.ConvertAll(hidden, row => Affine(weights, row));
        var (query, key, value) = (Project(layer.Query), Project(layer.Key), Project(layer.Value));
        var width = shape.HiddenSize / shape.Heads;
        return [.. hidden.Select((row, index) =>
        {
            var attended = new double[shape.HiddenSize];
            for (var head = 0; head < shape.Heads; head++)
                Attend(query[index], key, value, head * width, width, attended);
            var first = Norm(Sum(row, Affine(layer.Output, attended)), layer.AttentionNorm, shape.NormEpsilon);
            var inner = Array.ConvertAll(Affine(layer.Up, first), static v => 0.5 * v * (1 + Erf(v / Math.Sqrt(2))));
            return Norm(Sum(first, Affine(layer.Down, inner)), layer.FeedForwardNorm, shape.NormEpsilon);
        })];
    }

    private static void Attend(double[] query, double[][] key, double[][] value, int start, int width, double[] attended)
    {
        var scores = Array.ConvertAll(key, k => Math.Exp(Enumerable.Range(start, width).Sum(i => query[i] * k[i]) / Math.Sqrt(width)));
        var total = scores.Sum();
        for (var i = start; i < start + width; i++)
            attended[i] = scores.Select((score, j) => score / total * value[j][i]).Sum();
    }

    private static double[] Affine(AffineWeights weights, double[] input)
    {
        var bias = Row(weights.Bias, 0);
        return [.. Enumerable.Range(0, weights.Weight.Rows).Select(row => bias[row] + Row(weights.Weight, row).Zip(input, static (w, x) => w * x).Sum())];
    }

    private static double[] Norm(double[] input, AffineWeights weights, double epsilon)
    {
        var mean = input.Average();
        var deviation = Math.Sqrt(input.Average(v => (v - mean) * (v - mean)) + epsilon);
        var (gain, bias) = (Row(weights.Weight, 0), Row(weights.Bias, 0));
        return [.. input.Select((v, i) => (v - mean) / deviation * gain[i] + bias[i])];
    }

    private static double[] Row(WeightMatrix matrix, int row)
    {
        var values = new float[matrix.Columns];
        matrix.Read(row, 0, values);
        return Array.ConvertAll(values, static v => (double)v);
    }

    private static double[] Sum(params double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Sum(r => r[i]))];

    // The Maclaurin series: converges for the few units that activations span.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 5)
            return Math.Sign(x);
        var (term, sum) = (x, x);
        for (var n = 1; n < 120; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
