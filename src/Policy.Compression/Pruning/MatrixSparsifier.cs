using static TorchSharp.torch;

namespace OptPolicy.Compression.Pruning;

/// <summary>Removes weights of one matrix [outputs, inputs].</summary>
internal static class MatrixSparsifier
{
    // The reference implementation's settings of SparseGPT.
    private const double Damping = 0.01;
    private const int BlockColumns = 128;

    /// <param name="weights">The matrix; not changed.</param>
    /// <param name="products">Σ x xᵀ of what entered, [inputs, inputs], float64.</param>
    /// <param name="pattern">What goes.</param>
    /// <param name="method">How it is chosen.</param>
    public static Tensor Apply(Tensor weights, Tensor products, SparsityPattern pattern, SparsityMethod method)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var pruned = method == SparsityMethod.Wanda
            ? weights.masked_fill(pattern.Lowest(weights.abs() * products.diagonal().sqrt().to_type(ScalarType.Float32)), 0)
            : SparseGpt(weights.to_type(ScalarType.Float64), products, pattern).to_type(ScalarType.Float32);
        return pruned.MoveToOuterDisposeScope();
    }

    private static Tensor SparseGpt(Tensor weights, Tensor products, SparsityPattern pattern)
    {
        var columns = (int)weights.shape[1];
        var left = weights.clone();
        var errors = Errors(products);
        // Patterns must not be cut by the end of a block.
        var width = pattern.Length > 0 ? BlockColumns / pattern.Length * pattern.Length : BlockColumns;
        for (var start = 0; start < columns; start += Math.Max(width, pattern.Length))
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(Math.Max(width, pattern.Length), columns - start);
            var block = left.narrow(1, start, count);
            var factors = errors.narrow(0, start, count);
            var diagonal = factors.narrow(1, start, count).diagonal();
            var goes = pattern.Lowest((block / diagonal).square());
            var lost = zeros_like(block);
            for (var i = 0; i < count; i++)
            {
                using var step = NewDisposeScope();
                var column = block.narrow(1, i, 1);
                var kept = column.masked_fill(goes.narrow(1, i, 1), 0);
                var error = (column - kept) / diagonal.narrow(0, i, 1);
                block.narrow(1, i, count - i).sub_(error.mm(factors.narrow(0, i, 1).narrow(1, start + i, count - i)));
                column.copy_(kept);
                lost.narrow(1, i, 1).copy_(error);
            }

            if (start + count < columns)
                left.narrow(1, start + count, columns - start - count).sub_(lost.mm(factors.narrow(1, start + count, columns - start - count)));
        }

        return left;
    }

    /// <summary>The upper Cholesky factor of the inverse Hessian: row i says how the loss of column i is spread over those that follow.</summary>
    private static Tensor Errors(Tensor products)
    {
        var size = products.shape[0];
        var diagonal = products.diagonal();
        // An input that is always 0 has no say; 1 keeps the matrix regular.
        var unseen = where(diagonal.eq(0), ones_like(diagonal), zeros_like(diagonal));
        var damped = products + (unseen + diagonal.mean() * Damping + double.Epsilon).diag();
        return linalg.cholesky(linalg.inv(damped)).transpose(0, 1).contiguous();
    }
}
