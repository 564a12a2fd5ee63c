using OptPolicy.Compression.Simulation;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Simulation;

public sealed class GridTensorTests : TorchTest
{
    public static TheoryData<NumberFormat, ScaleSharing, int, bool> Grids()
    {
        var grids = new TheoryData<NumberFormat, ScaleSharing, int, bool>
        {
            { NumberFormat.Fp8E4M3, ScaleSharing.Tensor, 0, true },
            { NumberFormat.Fp8E4M3, ScaleSharing.Channel, 0, true },
            { NumberFormat.Fp8E4M3, ScaleSharing.Group, 32, true },
            { NumberFormat.NvFp4, ScaleSharing.Group, 16, true },
            { NumberFormat.MxFp4, ScaleSharing.Group, 32, true },
        };
        foreach (var number in new[] { NumberFormat.Int2, NumberFormat.Int4, NumberFormat.Int8 })
        {
            foreach (var isSymmetric in new[] { true, false })
            {
                grids.Add(number, ScaleSharing.Tensor, 0, isSymmetric);
                grids.Add(number, ScaleSharing.Channel, 0, isSymmetric);
                grids.Add(number, ScaleSharing.Group, 16, isSymmetric);
                grids.Add(number, ScaleSharing.Group, 32, isSymmetric);
            }
        }

        return grids;
    }

    [Theory]
    [MemberData(nameof(Grids))]
    public void RoundsToTheBitsOfThePackedMatrix(NumberFormat number, ScaleSharing sharing, int group, bool isSymmetric)
    {
        var grid = new WeightGrid(number, sharing, group, isSymmetric);
        foreach (var (columns, scale) in new[] { (96, 0.02f), (40, 1f), (64, 3e3f) })
        {
            var weights = Weights(rows: 24, columns, scale);
            var packed = MatrixQuantizer.Quantize(weights, 24, columns, grid, QuantizationMethod.Rtn).Matrix.Decode();
            using var matrix = tensor(weights, [24, columns]);
            using var rounded = GridTensor.Round(matrix, grid);
            Assert.Equal(packed, rounded.data<float>().ToArray());
        }
    }

    [Fact]
    public void SimulatedWeightsAreOnTheGridAndLearnAsIfTheyWereNot()
    {
        var grid = new WeightGrid(NumberFormat.Int2, ScaleSharing.Group, 16, IsSymmetric: false);
        using var weights = nn.Parameter(tensor(Weights(8, 48, 0.5f), [8, 48]));
        using var coefficients = tensor(Weights(8, 48, 1f), [8, 48]);
        using var simulated = new RoundingSimulation(grid).RoundWeights(weights);
        using var rounded = GridTensor.Round(weights, grid);
        (simulated * coefficients).sum().backward();

        Assert.Equal(rounded.data<float>().ToArray(), simulated.data<float>().ToArray());
        Assert.Equal(coefficients.data<float>().ToArray(), weights.grad!.data<float>().ToArray());
    }

    [Fact]
    public void EveryTokenHasItsOwnActivationScale()
    {
        var perToken = new WeightGrid(NumberFormat.Int8, ScaleSharing.Channel, 0, IsSymmetric: true);
        using var inputs = tensor(new[] { 1f, -0.5f, 0.25f, 1_000f, -3f, 1f }, [1, 2, 3]);
        using var rounded = new RoundingSimulation(null, perToken).RoundInputs(inputs);

        Assert.Equal([1, 2, 3], rounded.shape);
        Assert.True((rounded - inputs).abs().narrow(1, 0, 1).max().item<float>() < 0.005f);
    }

    // Random, with a row of zeros, equal magnitudes of both signs, and exact powers of two.
    private static float[] Weights(int rows, int columns, float scale)
    {
        var random = new Random(rows * 1_000 + columns);
        var weights = Enumerable.Range(0, rows * columns).Select(_ => (float)((random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * scale)).ToArray();
        weights.AsSpan(0, columns).Clear();
        for (var i = 0; i < columns; i++)
        {
            weights[columns + i] = (i % 2 == 0 ? 1 : -1) * scale;
            weights[2 * columns + i] = MathF.ScaleB(1, i % 12 - 8);
            weights[3 * columns + i] = MathF.Abs(weights[3 * columns + i]);
            weights[4 * columns + i] = -MathF.Abs(weights[4 * columns + i]);
        }

        return weights;
    }
}
