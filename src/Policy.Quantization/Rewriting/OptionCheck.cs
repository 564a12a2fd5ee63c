using OptPolicy.Kernels.Models;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Rewriting;

/// <summary>Refuses options that contradict each other, before anything is read.</summary>
internal static class OptionCheck
{
    private const int GroupMultiple = 16;

    /// <exception cref="LocalModelException">They do; the message says which and what to do.</exception>
    public static void Check(QuantizationOptions options)
    {
        if (Problem(options) is { } problem)
            throw new LocalModelException(problem);
    }

    private static string? Problem(QuantizationOptions options)
    {
        var grid = options.Grid;
        if (grid.Problem is { } problem)
            return problem;
        if (options.Activations is ActivationFormat.Int8Dynamic or ActivationFormat.Int8Static && grid.Number is not NumberFormat.Int8)
            return $"8-bit activations are multiplied with int8 weights, not with {grid.Number}. Choose int8, or leave the activations float.";
        if (options is { Activations: ActivationFormat.MxFp4, Operator: WeightOperator.Dequantize } or { Activations: ActivationFormat.MxFp4, Grid.Number: NumberFormat.Int8 or NumberFormat.Fp8E4M3 })
            return "FP4 activations go with weights of four bits or fewer and the automatic operator. Choose those, or other activations.";
        if (options.Method == QuantizationMethod.SmoothQuant && options.Activations == ActivationFormat.Float)
            return "SmoothQuant moves difficulty from 8-bit activations to the weights; with float activations there is none to move. Choose int8 activations, or another method.";
        if (options.Operator == WeightOperator.Dequantize && grid.Number is (NumberFormat.Int2 or NumberFormat.NvFp4 or NumberFormat.MxFp4))
            return $"DequantizeLinear has no CPU kernel for {grid.Number}. Leave the operator automatic.";
        if (grid is { Sharing: ScaleSharing.Group, IsInteger: true } && grid.GroupSize % GroupMultiple != 0)
            return $"Groups of {grid.GroupSize} weights have no kernel; multiples of {GroupMultiple} have.";
        if (options.MixedBits is { } bits && bits is not (> 0 and <= 32))
            return $"An average of {bits} bits a weight is none; give a number between the format's bits and 8.";
        if (options is { MixedBits: not null, Activations: ActivationFormat.Int8Dynamic or ActivationFormat.Int8Static })
            return "Mixed precision mixes weight-only products; with 8-bit activations every product has 8 bits. Leave one of the two out.";
        return null;
    }
}
