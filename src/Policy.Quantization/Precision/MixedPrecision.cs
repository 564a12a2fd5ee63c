using System.Globalization;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Precision;

/// <summary>
/// Gives every matrix a grid such that all fit a budget of bytes and the summed error is small. Greedy: from the cheapest grids, the step with the most
/// error removed per byte, along each matrix's lower convex hull. Up to the first step that does not fit this is the optimum of the bytes spent; from
/// there on what is left goes to the best steps that still fit, and the result is within one step's error of the best.
/// </summary>
public static class MixedPrecision
{
    /// <summary>Measures what each grid loses on one matrix, as the squared relative output error.</summary>
    /// <param name="matrix">The matrix's name.</param>
    /// <param name="weights">The weights, row after row.</param>
    /// <param name="rows">Outputs.</param>
    /// <param name="columns">Inputs.</param>
    /// <param name="statistics">The inputs.</param>
    /// <param name="grids">The grids to choose from.</param>
    /// <param name="method">How codes are chosen.</param>
    /// <param name="options">How to work; <see langword="null"/>: the defaults.</param>
    /// <exception cref="QuantizationException">A size, a grid, a weight or the statistics cannot be used.</exception>
    public static PrecisionChoices Measure(
        string matrix,
        ReadOnlyMemory<float> weights,
        int rows,
        int columns,
        InputStatistics statistics,
        IEnumerable<WeightGrid> grids,
        QuantizationMethod method,
        MatrixQuantizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(grids);
        return new(matrix, [.. grids.Select(grid =>
        {
            var error = MatrixQuantizer.Quantize(weights, rows, columns, grid, method, statistics, options).OutputError ?? 0;
            return new PrecisionChoice(grid, error * error, grid.StoredBytes(rows, columns));
        })]);
    }

    /// <summary>Chooses a grid for every matrix.</summary>
    /// <param name="matrices">What each grid would cost each matrix.</param>
    /// <param name="budgetBytes">Stored bytes of all matrices together, at most.</param>
    /// <returns>One assignment a matrix, in order.</returns>
    /// <exception cref="QuantizationException">Not even the cheapest grids fit; the message says what they take.</exception>
    public static IReadOnlyList<PrecisionAssignment> Assign(IReadOnlyList<PrecisionChoices> matrices, long budgetBytes)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        var hulls = matrices.Select(matrix => PrecisionHull.Of(matrix)).ToArray();
        var chosen = hulls.Select(hull => hull[0]).ToArray();
        var left = budgetBytes - chosen.Sum(choice => choice.Bytes);
        if (left < 0)
            throw new QuantizationException($"The cheapest grids take {budgetBytes - left} bytes, more than the budget of {budgetBytes}. Raise the budget, or allow fewer bits.");

        var taken = new int[hulls.Length];
        while (BestStep(hulls, taken, left) is { } matrix)
        {
            var next = hulls[matrix][++taken[matrix]];
            left -= next.Bytes - chosen[matrix].Bytes;
            chosen[matrix] = next;
        }

        while (BestRemainder(matrices, chosen, left) is var (matrix, choice))
        {
            left -= choice.Bytes - chosen[matrix].Bytes;
            chosen[matrix] = choice;
        }

        return [.. matrices.Select((matrix, i) => new PrecisionAssignment(matrix.Matrix, chosen[i], Reason(hulls[i], chosen[i])))];
    }

    private static int? BestStep(IReadOnlyList<PrecisionChoice>[] hulls, int[] taken, long left)
    {
        int? best = null;
        var most = 0.0;
        for (var i = 0; i < hulls.Length; i++)
        {
            if (taken[i] + 1 >= hulls[i].Count)
                continue;
            var (from, to) = (hulls[i][taken[i]], hulls[i][taken[i] + 1]);
            var gain = PrecisionHull.Gain(from, to);
            if (to.Bytes - from.Bytes <= left && gain > most)
                (best, most) = (i, gain);
        }

        return best;
    }

    private static (int Matrix, PrecisionChoice Choice)? BestRemainder(IReadOnlyList<PrecisionChoices> matrices, PrecisionChoice[] chosen, long left)
    {
        (int, PrecisionChoice)? best = null;
        var most = 0.0;
        for (var i = 0; i < chosen.Length; i++)
        {
            foreach (var choice in matrices[i].Choices)
            {
                if (choice.Bytes - chosen[i].Bytes <= left && chosen[i].Error - choice.Error > most)
                    (best, most) = ((i, choice), chosen[i].Error - choice.Error);
            }
        }

        return best;
    }

    private static string Reason(IReadOnlyList<PrecisionChoice> hull, PrecisionChoice chosen)
    {
        var cheapest = hull[0];
        if (chosen == cheapest)
            return string.Create(CultureInfo.InvariantCulture, $"{Name(chosen)} loses {chosen.Error:0.###e0}; other matrices gain more from the bytes left.");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(chosen)} loses {chosen.Error:0.###e0} where {Name(cheapest)} loses {cheapest.Error:0.###e0}: {chosen.Bytes - cheapest.Bytes} more bytes well spent.");
    }

    private static string Name(PrecisionChoice choice) => choice.Grid is { } grid ? grid.GroupSize > 0 ? $"{grid.Number}/{grid.GroupSize}" : $"{grid.Number}" : "float32";
}
