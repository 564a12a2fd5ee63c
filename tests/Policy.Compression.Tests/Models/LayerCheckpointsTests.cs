using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Models;

public sealed class LayerCheckpointsTests : TorchTest
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LayersThatAreComputedTwiceGiveTheSameGradients(bool tied)
    {
        var (loss, gradients) = Learn(tied, recomputes: false);
        var (lossAgain, gradientsAgain) = Learn(tied, recomputes: true);

        Assert.Equal(loss, lossAgain);
        Assert.Equal(gradients.Keys, gradientsAgain.Keys);
        foreach (var (name, expected) in gradients)
            Assert.All(expected.Zip(gradientsAgain[name]), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-6 + 1e-4 * Math.Abs(pair.First), $"{name}: {pair}"));
    }

    [Fact]
    public void GradientsOfStatesBetweenLayersReachTheWeightsBelow()
    {
        float[] Of(bool recomputes)
        {
            using var scope = NewDisposeScope();
            using var model = new LlamaModel(Tiny, seed: 3) { RecomputesLayers = recomputes };
            var states = model.ResidualStates(Tokens());
            model.Backward(states[1].square().mean() + states[2].square().mean());
            return model.Embedding.grad!.data<float>().ToArray();
        }

        var expected = Of(recomputes: false);
        Assert.Contains(expected, g => g != 0);
        Assert.All(expected.Zip(Of(recomputes: true)), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    [Fact]
    public void NoiseThatCannotBeRepeatedIsRefused()
    {
        using var model = new LlamaModel(Tiny, seed: 1) { RecomputesLayers = true };
        TrainingRow[] rows = [new([1, 2, 3, 4], [0, 1, 1, 1])];
        var course = new RowCourse(model, new RowPlan(_ => rows, rows: 1, seed: 1), new RowCourseOptions { Dropout = 0.1 }, "rows");
        Assert.Contains("dropout", Assert.Throws<TrainingException>(() => course.Loss(0)).Message, StringComparison.Ordinal);
    }

    private static (float Loss, SortedDictionary<string, float[]> Gradients) Learn(bool tied, bool recomputes)
    {
        using var scope = NewDisposeScope();
        using var model = new LlamaModel(Tiny with { TiesEmbeddings = tied }, seed: 3) { RecomputesLayers = recomputes };
        var tokens = Tokens();
        var loss = new NextTokenObjective(model).Loss(tokens.narrow(1, 0, 11), tokens.narrow(1, 1, 11));
        model.Backward(loss);
        var gradients = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (name, weight) in model.Weights())
            gradients.Add(name, weight.grad!.contiguous().data<float>().ToArray());
        return (loss.item<float>(), gradients);
    }

    private static Tensor Tokens() => tensor(Enumerable.Range(0, 24).Select(i => (long)(i * 17 % 60)).ToArray(), [2, 12]);
}
