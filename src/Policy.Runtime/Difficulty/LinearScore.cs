using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>A weighted sum of what is read of a prompt.</summary>
/// <param name="View">What is read.</param>
/// <param name="Weights">Of words, of the shape, of the vector, in this order.</param>
/// <param name="Places">How many weights words have.</param>
/// <param name="Shape">How many weights the shape has.</param>
/// <param name="Mean">What is said where nothing is known.</param>
internal sealed record LinearScore(RidgeView View, float[] Weights, int Places, int Shape, float Mean)
{
    public float Of(DifficultyRow row)
    {
        var sum = Mean;
        if (View.Words)
        {
            foreach (var (place, value) in row.Words) sum += value * Weights[place];
        }

        if (View.Shape > 0) sum += View.Shape * TensorPrimitives.Dot(row.Shape, Weights.AsSpan(Places, Shape));
        if (View.Vector) sum += TensorPrimitives.Dot(row.Vector, Weights.AsSpan(Places + Shape));
        return sum;
    }
}
