using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Sparsity;

namespace OptPolicy.Quantization.Tests.Sparsity;

public sealed class MatrixPrunerTests
{
    private const int Rows = 48;
    private const int Columns = 160;

    private static readonly float[] Weights = Matrices.Normal(Rows * Columns, 31);

    [Theory]
    [InlineData(PruningMethod.Magnitude)]
    [InlineData(PruningMethod.Wanda)]
    [InlineData(PruningMethod.SparseGpt)]
    public void TwoOfEveryFourStay(PruningMethod method)
    {
        var pruned = MatrixPruner.Prune(Weights, Rows, Columns, SparsityPattern.Structured(2, 4), method, Correlated());

        for (var start = 0; start < Weights.Length; start += 4)
        {
            Assert.Equal(2, pruned.Kept.AsSpan(start, 4).Count(true));
            Assert.Equal(2, pruned.Weights.AsSpan(start, 4).Count(0f));
        }
    }

    [Theory]
    [InlineData(PruningMethod.Magnitude)]
    [InlineData(PruningMethod.Wanda)]
    [InlineData(PruningMethod.SparseGpt)]
    public void TheDeclaredShareGoes(PruningMethod method)
    {
        var pruned = MatrixPruner.Prune(Weights, Rows, Columns, SparsityPattern.Unstructured(0.5), method, Correlated());

        Assert.Equal(Weights.Length / 2, pruned.Kept.AsSpan().Count(false));
        for (var i = 0; i < Weights.Length; i++)
            Assert.Equal(pruned.Kept[i], pruned.Weights[i] != 0);
    }

    [Fact]
    public void MakingUpForLossesBeatsScoresAndScoresBeatMagnitude()
    {
        foreach (var pattern in new[] { SparsityPattern.Unstructured(0.5), SparsityPattern.Structured(2, 4) })
        {
            var errors = Enum.GetValues<PruningMethod>().ToDictionary(
                method => method,
                method => MatrixPruner.Prune(Weights, Rows, Columns, pattern, method, Correlated()).OutputError!.Value);

            Assert.True(errors[PruningMethod.Wanda] < 0.9 * errors[PruningMethod.Magnitude]);
            Assert.True(errors[PruningMethod.SparseGpt] < 0.7 * errors[PruningMethod.Wanda]);
        }
    }

    [Fact]
    public void WandaComparesWeightTimesInputNormWithinAnOutput()
    {
        var statistics = new InputStatistics(4);
        statistics.Add([10f, 1f, 1f, 0.1f]);

        var pruned = MatrixPruner.Prune(new[] { 0.3f, 2f, -1f, 9f }, 1, 4, SparsityPattern.Unstructured(0.5), PruningMethod.Wanda, statistics);

        Assert.Equal([0.3f, 2f, 0f, 0f], pruned.Weights);
    }

    [Fact]
    public void InputsBehindTheLastPatternStay()
    {
        var pruned = MatrixPruner.Prune(new[] { 1f, 2f, 3f, 4f, 0.1f, 0.2f }, 1, 6, SparsityPattern.Structured(2, 4), PruningMethod.Magnitude);

        Assert.Equal([0f, 0f, 3f, 4f, 0.1f, 0.2f], pruned.Weights);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 4)]
    [InlineData(1, 100)]
    public void PatternsThatPruneNothingOrAllAreRefused(int keep, int length)
        => Assert.Throws<QuantizationException>(() => SparsityPattern.Structured(keep, length));

    private static InputStatistics Correlated()
    {
        var statistics = new InputStatistics(Columns);
        statistics.Add(Matrices.CorrelatedInputs(400, Columns, 10, 5));
        return statistics;
    }
}
