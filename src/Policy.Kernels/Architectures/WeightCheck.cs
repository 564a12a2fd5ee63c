using System.Numerics.Tensors;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Weights;

namespace OptPolicy.Kernels.Architectures;

/// <summary>Refuses weights that would turn every answer into NaN.</summary>
internal static class WeightCheck
{
    /// <summary>Throws unless all values are finite.</summary>
    /// <exception cref="LocalModelException">They are not.</exception>
    public static void Finite(WeightMatrix matrix, int row, ReadOnlySpan<float> values)
    {
        if (values.IsEmpty || (float.IsFinite(TensorPrimitives.MaxMagnitude(values)) && !float.IsNaN(TensorPrimitives.Sum(values))))
            return;
        throw new LocalModelException($"Row {row} of '{matrix.Name}' holds a weight that is not finite. The checkpoint is damaged or overflowed while training; export it again.");
    }
}
