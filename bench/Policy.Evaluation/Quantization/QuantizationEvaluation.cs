using System.Collections.Immutable;
using System.Diagnostics;
using OptPolicy.Evaluation.Measuring;
using OptPolicy.Evaluation.Reporting;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Sparsity;

namespace OptPolicy.Evaluation.Quantization;

/// <summary>
/// A square matrix of normal weights on inputs that share 64 hidden causes and differ in strength, as activations do: output errors show what a method can
/// gain where inputs are correlated, not what a model would lose.
/// </summary>
/// <param name="size">Inputs and outputs.</param>
/// <param name="progress">Told what is measured.</param>
internal sealed class QuantizationEvaluation(int size, Action<string> progress)
{
    private const int InputRows = 4096;
    private const int Causes = 64;
    private const int Samples = 3;

    private readonly List<EvaluationRow> _rows = [];

    public ImmutableArray<EvaluationRow> Run()
    {
        var random = new Random(1);
        var weights = Normal(random, size * size);
        var inputs = Inputs(random);
        Time("statistics", () => Statistics(inputs));
        var statistics = Statistics(inputs);
        foreach (var format in DefaultGrid.Names)
        {
            var grid = DefaultGrid.Of(format);
            foreach (var method in Enum.GetValues<QuantizationMethod>())
                Quantize(format, method, () => MatrixQuantizer.Quantize(weights, size, size, grid, method, statistics));
        }

        // The factor of the inputs' second moments is kept for products that share an input: fresh statistics show what the first of them pays.
        var fresh = Enumerable.Range(0, Samples + 1).Select(_ => Statistics(inputs)).ToArray();
        var next = 0;
        Time("gptq int4, first of its input", () => MatrixQuantizer.Quantize(weights, size, size, DefaultGrid.Of("int4"), QuantizationMethod.Gptq, fresh[next++]));
        foreach (var method in Enum.GetValues<PruningMethod>())
            Prune(method, () => MatrixPruner.Prune(weights, size, size, SparsityPattern.Structured(2, 4), method, statistics));
        return [.. _rows];
    }

    private void Quantize(string format, QuantizationMethod method, Func<MatrixQuantization> quantize)
    {
        var name = $"{method.ToString().ToLowerInvariant()} {format}";
        Error(name, quantize().OutputError!.Value);
        Time(name, quantize);
    }

    private void Prune(PruningMethod method, Func<PrunedMatrix> prune)
    {
        var name = $"{method.ToString().ToLowerInvariant()} 2:4";
        Error(name, prune().OutputError!.Value);
        Time(name, prune);
    }

    private void Error(string name, double error) => _rows.Add(new EvaluationRow($"{size}×{size}", $"{name}: output error, share", error, error, error, 1, "‖(W − Ŵ)X‖ / ‖WX‖"));

    private void Time(string name, Func<object> call)
    {
        progress(name);
        call();
        var samples = new double[Samples];
        for (var i = 0; i < Samples; i++)
        {
            var start = Stopwatch.GetTimestamp();
            call();
            samples[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        var estimate = Estimate.Median(samples);
        _rows.Add(new EvaluationRow($"{size}×{size}", $"{name}: time, s", estimate.Value, estimate.Low, estimate.High, Samples, $"least {estimate.Least:0.000}; with the output error"));
    }

    private InputStatistics Statistics(float[] inputs)
    {
        var statistics = new InputStatistics(size);
        statistics.Add(inputs);
        // Rows are held back until they are read.
        _ = statistics.Products;
        return statistics;
    }

    private float[] Inputs(Random random)
    {
        var inputs = Normal(random, InputRows * size);
        var mixing = Normal(random, Causes * size);
        var strengths = Normal(random, size);
        var hidden = Normal(random, InputRows * Causes);
        for (var row = 0; row < InputRows; row++)
        {
            for (var cause = 0; cause < Causes; cause++)
            {
                for (var column = 0; column < size; column++)
                    inputs[row * size + column] += hidden[row * Causes + cause] * mixing[cause * size + column];
            }

            for (var column = 0; column < size; column++)
                inputs[row * size + column] *= MathF.Exp(strengths[column]);
        }

        return inputs;
    }

    private static float[] Normal(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
