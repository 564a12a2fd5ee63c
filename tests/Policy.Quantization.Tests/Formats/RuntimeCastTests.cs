using Microsoft.ML.OnnxRuntime;
using OptPolicy.Quantization.Formats.Numbers;
using OptPolicy.Quantization.Graphs;
using OptPolicy.Quantization.Tests.Rewriting;

namespace OptPolicy.Quantization.Tests.Formats;

public sealed class RuntimeCastTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OnnxRuntimeRoundsToTheSameFp8Values()
    {
        // Every value, every midpoint between neighbours and what lies next to it, beyond the largest, and values of all sizes.
        var points = Enumerable.Range(0, 127).Select(static code => Fp8E4M3.Decode((byte)code)).ToArray();
        var middles = points.Zip(points.Skip(1), static (low, high) => (low + high) / 2).SelectMany(static middle => new[] { MathF.BitDecrement(middle), middle, MathF.BitIncrement(middle) });
        var spread = Matrices.Normal(5000, 1).Zip(Matrices.Normal(5000, 2), static (value, size) => value * MathF.Exp(4 * size));
        float[] positive = [.. points, .. middles, 449f, 464f, 480f, 1e9f, .. spread];
        float[] values = [.. positive, .. positive.Select(static value => -value)];

        var cast = Cast(values);

        for (var i = 0; i < values.Length; i++)
            Assert.Equal(cast[i], Fp8E4M3.Round(values[i]));
    }

    private float[] Cast(float[] values)
    {
        var graph = new TestGraph { Opset = 21 };
        graph.Input("values", TensorType.Float, -1);
        graph.Output("rounded");
        graph.Node("Cast", ["values"], "codes", ("to", (long)TensorType.Float8E4M3FN));
        graph.Node("Cast", ["codes"], "rounded", ("to", (long)TensorType.Float));
        using var session = new InferenceSession(graph.Save(_folder.File("cast.onnx")));
        using var input = OrtValue.CreateTensorValueFromMemory(values, [values.Length]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["values"], [input], ["rounded"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
