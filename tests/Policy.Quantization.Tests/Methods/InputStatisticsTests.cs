using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;

namespace OptPolicy.Quantization.Tests.Methods;

public sealed class InputStatisticsTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(300, 37)]
    [InlineData(513, 64)]
    public void SumsAreThoseOfTheRows(int rows, int columns)
    {
        var inputs = Matrices.Normal(rows * columns, 4);
        var statistics = new InputStatistics(columns);
        var split = rows / 3 * columns;
        statistics.Add(inputs.AsSpan(0, split));
        statistics.Add(inputs.AsSpan(split));

        Assert.Equal(rows, statistics.Rows);
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var sum = 0.0;
                for (var row = 0; row < rows; row++)
                    sum += (double)inputs[row * columns + i] * inputs[row * columns + j];
                Assert.Equal(sum, statistics.Products[i * columns + j], 1e-3);
            }

            Assert.Equal(statistics.Products[i * columns + i], statistics.Squares[i], 1e-3);
            Assert.Equal(Enumerable.Range(0, rows).Max(row => Math.Abs(inputs[row * columns + i])), statistics.LargestMagnitudes[i]);
            Assert.Equal(Enumerable.Range(0, rows).Sum(row => Math.Abs((double)inputs[row * columns + i])), statistics.MagnitudeSums[i], 1e-4);
        }
    }

    [Fact]
    public void MergedPartsEqualTheWhole()
    {
        var inputs = Matrices.Normal(40 * 24, 6);
        var whole = new InputStatistics(24);
        whole.Add(inputs);
        var first = new InputStatistics(24);
        first.Add(inputs.AsSpan(0, 10 * 24));
        var second = new InputStatistics(24);
        second.Add(inputs.AsSpan(10 * 24));

        first.Merge(second);

        Assert.Equal(whole.Rows, first.Rows);
        Assert.All(whole.Products.Zip(first.Products), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(whole.LargestMagnitudes, first.LargestMagnitudes);
    }

    [Fact]
    public void InputsTooWideForSecondMomentsAreRefusedButTheirDiagonalIsKept()
    {
        var error = Assert.Throws<QuantizationException>(() => new InputStatistics(InputStatistics.MaxProductColumns + 1));
        var diagonal = new InputStatistics(InputStatistics.MaxProductColumns + 1, keepProducts: false);

        Assert.Contains("diagonal", error.Message);
        Assert.False(diagonal.HasProducts);
    }

    [Fact]
    public void ValuesThatAreNotFiniteAreRefused()
        => Assert.Throws<QuantizationException>(() => new InputStatistics(2).Add([1f, float.NaN]));

    [Fact]
    public void PartsOfRowsAreRefused() => Assert.Throws<QuantizationException>(() => new InputStatistics(3).Add([1f, 2f]));
}
