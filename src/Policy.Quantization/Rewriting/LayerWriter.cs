using OptPolicy.Quantization.Calibration;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Rewriting.Operators;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Quantises products and puts them into the graph.</summary>
internal sealed class LayerWriter(GraphEdit edit, QuantizationOptions options)
{
    private readonly BlockOperator _blocks = new(roundsInputs: false);
    private readonly BlockOperator _fp4 = new(roundsInputs: true);
    private readonly DynamicIntegerOperator _dynamic = new();
    private readonly DequantizingOperator _static = new(activations: true);
    private readonly DequantizingOperator _dequantizing = new(activations: false);

    /// <summary>Writes products that share an input and a grid.</summary>
    /// <param name="plans">Them.</param>
    /// <param name="seen">What entered while calibrating.</param>
    public IEnumerable<QuantizedLayer> Write(IReadOnlyList<LayerPlan> plans, ProductInput? seen)
    {
        // Factors on the inputs are shared by all who read them, as if their matrices were one.
        var sharesFactors = options.Method is QuantizationMethod.Awq or QuantizationMethod.SmoothQuant;
        return sharesFactors ? Stack(plans, seen) : plans.SelectMany(p => Stack([p], seen));
    }

    private List<QuantizedLayer> Stack(IReadOnlyList<LayerPlan> plans, ProductInput? seen)
    {
        var (first, columns) = (plans[0], plans[0].Product.Inputs);
        var weights = plans.Count == 1 ? first.Product.ReadWeights() : [.. plans.SelectMany(static p => p.Product.ReadWeights())];
        var (method, note) = Method(seen);
        var quantized = Quantize(weights, columns, first.Grid, method, seen);
        var input = quantized.InputScales is { } factors ? FactorFolding.Divide(edit, [.. plans.Select(static p => p.Product)], factors) : first.Product.Input;
        var error = quantized.OutputError ?? WeightError(weights, quantized);

        var layers = new List<QuantizedLayer>();
        var row = 0;
        foreach (var (product, grid, planned) in plans)
        {
            edit.TakeStoredBytes();
            var matrix = plans.Count == 1 ? quantized.Matrix : quantized.Matrix.SelectRows(row, product.Outputs);
            edit.Finish(product, Operator(grid).Write(edit, product, input, matrix, seen is null ? null : (seen.Low, seen.High)));
            row += product.Outputs;
            layers.Add(new(product.Name, product.Weight.Name, product.Inputs, product.Outputs, grid, product.Weight.Bytes, edit.TakeStoredBytes(), error, Join(planned, note))
            {
                IsCalibrated = quantized.OutputError is not null,
            });
        }

        return layers;
    }

    private (QuantizationMethod Method, string? Note) Method(ProductInput? seen) => Possible(options.Method, seen) switch
    {
        var method when method != options.Method => (method, $"rounded to nearest: statistics of {seen!.Statistics.Columns} inputs do not fit into memory"),
        var method => (method, null),
    };

    /// <summary>The method that what was seen allows.</summary>
    internal static QuantizationMethod Possible(QuantizationMethod wanted, ProductInput? seen) =>
        wanted is QuantizationMethod.Gptq or QuantizationMethod.Awq && seen is { Statistics.HasProducts: false } ? QuantizationMethod.Rtn : wanted;

    private static MatrixQuantization Quantize(float[] weights, int columns, WeightGrid grid, QuantizationMethod method, ProductInput? seen) =>
        MatrixQuantizer.Quantize(weights, weights.Length / columns, columns, grid, method, seen?.Statistics);

    private ProductOperator Operator(WeightGrid grid) => (options.Activations, grid.Number) switch
    {
        (ActivationFormat.Int8Dynamic, NumberFormat.Int8) => _dynamic,
        (ActivationFormat.Int8Static, NumberFormat.Int8) => _static,
        (ActivationFormat.MxFp4, not (NumberFormat.Int8 or NumberFormat.Fp8E4M3)) => _fp4,
        (_, NumberFormat.Fp8E4M3) => _dequantizing,
        _ => options.Operator == WeightOperator.Dequantize ? _dequantizing : _blocks,
    };

    internal static double WeightError(float[] weights, MatrixQuantization quantized)
    {
        var power = System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(weights);
        return power > 0 ? System.Numerics.Tensors.TensorPrimitives.Distance<float>(weights, quantized.EffectiveWeights()) / Math.Sqrt(power) : 0;
    }

    private static string? Join(string? first, string? second) => (first, second) switch
    {
        (null, _) => second,
        (_, null) => first,
        _ => $"{first}; {second}",
    };
}
