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

        // What was declared wide is wide whatever the average says, and takes nothing from the others.
        var assigned = MixedPrecision.Assign(choices, plans.Sum(plan => IsWide(plan, options) ? Bytes(plan) : (long)(Weights(plan) * averageBits / 8)));
        return [.. plans.Select((plan, i) => assigned[i].Choice.Grid is { } grid && grid != plan.Grid ? plan with { Grid = grid, Note = assigned[i].Reason } : plan)];
    }

    private static bool IsWide(LayerPlan plan, QuantizationOptions options) => plan.Grid == GridChoice.For(GridChoice.Wide, plan.Product.Inputs, options).Grid;

    private static long Weights(LayerPlan plan) => (long)plan.Product.Inputs * plan.Product.Outputs;

    private static long Bytes(LayerPlan plan) => plan.Grid.StoredBytes(plan.Product.Outputs, plan.Product.Inputs);

    private static PrecisionChoices Measure(LayerPlan plan, QuantizationOptions options, ProductInput input)
    {
        var product = plan.Product;
        var wide = GridChoice.For(GridChoice.Wide, product.Inputs, options).Grid;
        WeightGrid[] grids = plan.Grid == wide ? [wide] : [plan.Grid, wide];
        return MixedPrecision.Measure(product.Name, product.ReadWeights(), product.Outputs, product.Inputs, input.Statistics, grids, LayerWriter.Possible(options.Method, input));
    }
}
