using OptPolicy.Kernels.Conversion;
using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Precision;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Spends an average of bits where they save most output error: every product gets the grid that was asked for, or 8 bits.</summary>
internal static class BitAllocation
{
    /// <exception cref="QuantizationException">Not even the narrow grid keeps to the average.</exception>
    public static List<LayerPlan> Allocate(
        IReadOnlyList<LayerPlan> plans,
        QuantizationOptions options,
        double averageBits,
        ProductCalibrator calibrator,
        IReadOnlyList<(string Name, int Columns)> inputs,
        IProgress<ConversionProgress>? progress,
        CancellationToken cancellationToken)
    {
        var choices = new PrecisionChoices[plans.Count];
        var measured = 0;
        foreach (var batch in calibrator.Batches(inputs))
        {
            var seen = calibrator.Collect(batch, progress, cancellationToken);
            for (var i = 0; i < plans.Count; i++)
            {
                if (!seen.TryGetValue(plans[i].Product.Input, out var input))
                    continue;
                cancellationToken.ThrowIfCancellationRequested();
                choices[i] = Measure(plans[i], options, input);
                progress?.Report(new ConversionProgress("measuring sensitivity", ++measured, plans.Count));
            }
        }

        var weights = plans.Sum(static p => (long)p.Product.Inputs * p.Product.Outputs);
        var assigned = MixedPrecision.Assign(choices, (long)(weights * averageBits / 8));
        return [.. plans.Select((plan, i) => assigned[i].Choice.Grid is { } grid && grid != plan.Grid ? plan with { Grid = grid, Note = assigned[i].Reason } : plan)];
    }

    private static PrecisionChoices Measure(LayerPlan plan, QuantizationOptions options, ProductInput input)
    {
        var product = plan.Product;
        var wide = GridChoice.For(GridChoice.Wide, product.Inputs, options).Grid;
        WeightGrid[] grids = plan.Grid == wide ? [wide] : [plan.Grid, wide];
        return MixedPrecision.Measure(product.Name, product.ReadWeights(), product.Outputs, product.Inputs, input.Statistics, grids, LayerWriter.Possible(options.Method, input));
    }
}
