using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Methods.LinearAlgebra;

namespace OptPolicy.Quantization.Sparsity;

/// <summary>
/// SparseGPT (Frantar and Alistarh 2023, arXiv:2301.00774, algorithm 1): GPTQ's sweep with zero as the only grid point. Without a pattern the weights
/// that go are chosen once a block over all outputs, so that outputs may differ in how many they lose.
/// </summary>
/// <param name="hessian">How errors spread, inputs in their own order.</param>
/// <param name="pattern">Which weights may go.</param>
/// <param name="columns">Inputs.</param>
internal sealed class SparseGptPruning(InverseHessian hessian, SparsityPattern pattern, int columns)
{
    private const int RowsAtOnce = 32;

    // Whole patterns fit a block.
    private readonly int _blockSize = pattern.IsStructured ? Math.Max(1, 128 / pattern.Length) * pattern.Length : 128;

    public void Prune(float[] weights, bool[] kept, int degree)
    {
        var rows = weights.Length / columns;
        for (var block = 0; block < columns; block += _blockSize)
        {
            var (start, end) = (block, Math.Min(block + _blockSize, columns));
            if (!pattern.IsStructured)
                Choose(weights, kept, rows, start, end);
            Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, new ParallelOptions { MaxDegreeOfParallelism = degree }, part =>
            {
                var first = part * RowsAtOnce;
                var count = Math.Min(RowsAtOnce, rows - first);
                PruneRows(weights.AsSpan(first * columns, count * columns), kept.AsSpan(first * columns, count * columns), start, end);
            });
        }
    }

    private void Choose(float[] weights, bool[] kept, int rows, int start, int end)
    {
        var width = end - start;
        var scores = new float[rows * width];
        for (var row = 0; row < rows; row++)
        {
            for (var place = start; place < end; place++)
                scores[row * width + place - start] = Score(weights[row * columns + place], place);
        }

        var chosen = new bool[scores.Length];
        KeptWeights.Largest(scores, chosen, scores.Length - (int)Math.Round(pattern.Share * scores.Length));
        for (var row = 0; row < rows; row++)
            chosen.AsSpan(row * width, width).CopyTo(kept.AsSpan(row * columns + start));
    }

    private void PruneRows(Span<float> weights, Span<bool> kept, int start, int end)
    {
        var rows = weights.Length / columns;
        var errors = new float[rows * _blockSize];
        for (var row = 0; row < rows; row++)
            PruneRow(weights.Slice(row * columns, columns), kept.Slice(row * columns, columns), start, end, errors.AsSpan(row * _blockSize));
        new ErrorSpread(hessian.Upper, columns, _blockSize, rows).Apply(weights, errors, start, end);
    }

    private void PruneRow(Span<float> weights, Span<bool> kept, int start, int end, Span<float> errors)
    {
        Span<float> scores = stackalloc float[pattern.Length];
        for (var place = start; place < end; place++)
        {
            if (pattern.IsStructured && (place - start) % pattern.Length == 0)
            {
                // A pattern is chosen when its turn comes, on weights that hold every earlier error.
                var length = Math.Min(pattern.Length, end - place);
                for (var i = 0; i < length; i++)
                    scores[i] = Score(weights[place + i], place + i);
                KeptWeights.Pattern(scores[..length], kept.Slice(place, length), pattern);
            }

            if (!kept[place])
                errors[place - start] = ErrorSpread.Within(weights[..end], hessian.Upper.AsSpan(place * columns, columns), place, 0f);
        }
    }

    private float Score(float weight, int place)
    {
        var ratio = weight / hessian.Upper[place * columns + place];
        return ratio * ratio;
    }
}
