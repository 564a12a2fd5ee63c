using System.Numerics.Tensors;

namespace OptPolicy;

/// <summary>What a regression reads of prompts.</summary>
/// <param name="Words">Whether it reads words.</param>
/// <param name="Shape">What the shape weighs; 0 when it is not read.</param>
/// <param name="Vector">Whether it reads the vector.</param>
/// <param name="Shrinkage">λ of ridge regression.</param>
internal readonly record struct RidgeView(bool Words, float Shape, bool Vector, float Shrinkage);

/// <summary>Fits weights by ridge regression (Hoerl and Kennard, 1970), with conjugate gradients on the normal equations: no matrix is built.</summary>
/// <param name="view">What it reads.</param>
/// <param name="places">Places of the words' table.</param>
internal sealed class RidgeFit(RidgeView view, int places)
{
    private const int MostRounds = 30;
    private const double Enough = 1e-4;

    /// <summary>Fits rows to targets.</summary>
    public LinearScore Fit(IReadOnlyList<DifficultyRow> rows, ReadOnlySpan<float> targets)
    {
        var (shape, vector) = (rows[0].Shape.Length, rows[0].Vector.Length);
        var mean = TensorPrimitives.Sum(targets) / targets.Length;
        var weights = new LinearScore(view, new float[places + shape + vector], places, shape, mean);
        var errors = new float[targets.Length];
        TensorPrimitives.Subtract(targets, mean, errors);
        var residual = Back(weights, rows, errors);
        var direction = (float[])residual.Clone();
        double square = TensorPrimitives.SumOfSquares<float>(residual), first = square;
        for (var round = 0; round < MostRounds && square > Enough * Enough * first && square > 0; round++)
        {
            var along = weights with { Weights = direction, Mean = 0 };
            var image = Back(along, rows, [.. rows.Select(r => along.Of(r))]);
            TensorPrimitives.MultiplyAdd(direction, view.Shrinkage, image, image);
            var step = (float)(square / TensorPrimitives.Dot<float>(direction, image));
            TensorPrimitives.MultiplyAdd(direction, step, weights.Weights, weights.Weights);
            TensorPrimitives.MultiplyAdd(image, -step, residual, residual);
            double next = TensorPrimitives.SumOfSquares<float>(residual);
            TensorPrimitives.MultiplyAdd(direction, (float)(next / square), residual, direction);
            square = next;
        }

        return weights;
    }

    // The transposed rows times what each of them has.
    private float[] Back(LinearScore layout, IReadOnlyList<DifficultyRow> rows, float[] values)
    {
        var sum = new float[layout.Weights.Length];
        for (var i = 0; i < rows.Count; i++)
        {
            if (view.Words)
            {
                foreach (var (place, value) in rows[i].Words) sum[place] += value * values[i];
            }

            if (view.Shape > 0)
            {
                var part = sum.AsSpan(places, layout.Shape);
                TensorPrimitives.MultiplyAdd(rows[i].Shape, view.Shape * values[i], part, part);
            }

            if (view.Vector)
            {
                var part = sum.AsSpan(places + layout.Shape);
                TensorPrimitives.MultiplyAdd(rows[i].Vector, values[i], part, part);
            }
        }

        return sum;
    }
}
