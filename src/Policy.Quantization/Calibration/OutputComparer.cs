using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Quantization.Calibration;

/// <summary>Runs the original and the quantised model on the same inputs.</summary>
internal static class OutputComparer
{
    private const int RowsMax = 4;

    /// <exception cref="LocalModelException">One of them does not run, or the quantised one gives numbers that are not finite where the original's are.</exception>
    /// <returns>The comparison; or, where the original does not run on random inputs either, why there is none.</returns>
    public static (OutputComparison? Comparison, string? Problem) Compare(ModelSource source, string quantizedGraph, CalibrationData data, CancellationToken cancellationToken)
    {
        using var original = RuntimeSession.Open(source.GraphPath);
        using var quantized = RuntimeSession.Open(quantizedGraph);
        var rows = CalibrationRows.Open(source, original.InputMetadata, data with { RowsMax = Math.Min(RowsMax, data.RowsMax) });
        var (error, power, same, total) = (0.0, 0.0, 0L, 0L);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var feed = row();
            if (data.IsRandom && !RuntimeSession.Runs(original, feed))
                return (null, "opened and not compared: the original does not run on random inputs; give its inputs with --calibrate");
            using var expected = RuntimeSession.Run(original, feed, original.OutputNames, cancellationToken);
            using var actual = RuntimeSession.Run(quantized, feed, original.OutputNames, cancellationToken);
            for (var i = 0; i < expected.Count; i++)
            {
                var (left, right) = (OutputNumbers.Floats(expected[i]), OutputNumbers.Floats(actual[i]));
                if (left.Length != right.Length)
                    throw new LocalModelException($"'{original.OutputNames[i]}' has {left.Length} numbers in the original and {right.Length} in the quantised model.");
                if (left.Length == 0 || Array.Exists(left, static v => !float.IsFinite(v)))
                    continue;
                if (Array.Exists(right, static v => !float.IsFinite(v)))
                    throw new LocalModelException($"{feed.Name}: '{original.OutputNames[i]}' of the quantised model is not finite, and the original's is. Use a wider format, or leave products out with --except.");
                error += Square(TensorPrimitives.Distance<float>(left, right));
                power += TensorPrimitives.SumOfSquares<float>(left);
                var width = expected[i].GetTensorTypeAndShape().Shape is [.., > 1 and var last] ? (int)last : 0;
                for (var start = 0; width > 0 && start < left.Length; start += width)
                {
                    total++;
                    if (TensorPrimitives.IndexOfMax<float>(left.AsSpan(start, width)) == TensorPrimitives.IndexOfMax<float>(right.AsSpan(start, width)))
                        same++;
                }
            }
        }

        return (new(rows.Count, power > 0 ? Math.Sqrt(error / power) : 0, total > 0 ? same / (double)total : 1, data.IsRandom), null);
    }

    private static double Square(double value) => value * value;
}
