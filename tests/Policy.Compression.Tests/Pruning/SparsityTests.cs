using OptPolicy.Compression.Pruning;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Pruning;

public sealed class SparsityTests : TorchTest
{
    [Fact]
    public void WandaWeighsWeightsByTheirInputs()
    {
        using var weights = tensor(new[] { 1f, 2f, 3f, 4f }, [1, 4]);
        // The last input is always tiny.
        using var products = tensor(new[] { 100.0, 1, 1, 0.0001 }).diag();
        using var pruned = MatrixSparsifier.Apply(weights, products, new SparsityPattern(0.5), SparsityMethod.Wanda);
        Assert.Equal([1f, 0f, 3f, 0f], pruned.data<float>().ToArray());
    }

    [Theory]
    [InlineData(SparsityMethod.Wanda)]
    [InlineData(SparsityMethod.SparseGpt)]
    public void TwoOfEveryFourNeighboursStay(SparsityMethod method)
    {
        using var scope = NewDisposeScope();
        var (weights, products) = Problem(seed: 5, columns: 200);
        var pruned = MatrixSparsifier.Apply(weights, products, SparsityPattern.Of(2, 4), method);
        Assert.All(pruned.ne(0).view(-1, 4).sum(-1).data<long>().ToArray(), kept => Assert.Equal(2, kept));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void SparseGptLosesLessOfTheOutputThanWanda(int length)
    {
        using var scope = NewDisposeScope();
        var (weights, products) = Problem(seed: 6, columns: 160);
        var pattern = length > 0 ? SparsityPattern.Of(2, length) : new SparsityPattern(0.5);
        double Loss(SparsityMethod method)
        {
            var difference = (MatrixSparsifier.Apply(weights, products, pattern, method) - weights).to_type(ScalarType.Float64);
            return difference.mm(products).mul(difference).sum().item<double>();
        }

        var (wanda, sparseGpt) = (Loss(SparsityMethod.Wanda), Loss(SparsityMethod.SparseGpt));
        Assert.True(sparseGpt < 0.8 * wanda, $"SparseGPT loses {sparseGpt}, Wanda {wanda}");
    }

    [Fact]
    public void InputThatNeverSpeaksDoesNoHarm()
    {
        using var scope = NewDisposeScope();
        var (weights, products) = Problem(seed: 7, columns: 32);
        products[3] = 0;
        products.narrow(1, 3, 1).zero_();
        var pruned = MatrixSparsifier.Apply(weights, products, new SparsityPattern(0.5), SparsityMethod.SparseGpt);
        Assert.True(pruned.isfinite().all().item<bool>());
    }

    // Correlated inputs, as real ones are.
    private static (Tensor Weights, Tensor Products) Problem(int seed, int columns)
    {
        using var generator = new Generator((ulong)seed);
        var inputs = randn(400, columns / 4, generator: generator).mm(randn(columns / 4, columns, generator: generator)) + randn(400, columns, generator: generator) * 0.5;
        return (randn(24, columns, generator: generator), inputs.transpose(0, 1).mm(inputs).to_type(ScalarType.Float64));
    }
}
