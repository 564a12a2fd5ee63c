using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Pruning;
using OptPolicy.Compression.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Pruning;

public sealed class PruningTests : TorchTest
{
    private static readonly LlamaConfig Wide = Tiny with { Shape = Tiny.Shape with { HiddenSize = 64, Layers = 3, Heads = 4, KeyValueHeads = 2, HeadDimension = 16, FeedForwardSize = 96 } };

    private static readonly CalibrationText Text = new(new TokenStream(Enumerable.Range(0, 400).Select(i => i * i % 61)), length: 24, windowsMax: 8);

    [Fact]
    public void NeuronsAndHeadsThatDoNothingGoFirstAndLeaveTheAnswersAsTheyWere()
    {
        using var model = new LlamaModel(Wide, seed: 3);
        using (no_grad())
        {
            foreach (var (name, weight) in model.Weights())
            {
                if (name.EndsWith("down_proj.weight", StringComparison.Ordinal))
                    weight.narrow(1, 16, 32).zero_();
                if (name.EndsWith("v_proj.weight", StringComparison.Ordinal))
                    weight.narrow(0, 0, 16).zero_();
            }
        }

        var plan = WidthPlanner.Plan(Wide.Shape, ActivationImportance.Measure(model, Text), new WidthOptions { FeedForwardShare = 1 / 3.0, HeadShare = 0.5 });
        using var pruned = ModelPruner.Apply(model, plan);

        Assert.Equal((64, 2, 1), (pruned.Config.Shape.FeedForwardSize, pruned.Config.Shape.Heads, pruned.Config.Shape.KeyValueHeads));
        Assert.All(plan.Layers, layer => Assert.DoesNotContain(layer.Neurons, n => n is >= 16 and < 48));
        Assert.All(plan.Layers, layer => Assert.Equal([1L], layer.KeyValueHeads));
        AssertSameAnswers(model, pruned);
    }

    [Fact]
    public void ChannelsThatNobodyUsesGoAndHeadsKeepTheirWidth()
    {
        using var model = new LlamaModel(Wide, seed: 3);
        using (no_grad())
        {
            foreach (var (name, weight) in model.Weights())
            {
                // Nothing is ever written to the last half of the channels.
                if (name.EndsWith("embed_tokens.weight", StringComparison.Ordinal))
                    weight.narrow(1, 32, 32).zero_();
                if (name.EndsWith("o_proj.weight", StringComparison.Ordinal) || name.EndsWith("down_proj.weight", StringComparison.Ordinal))
                    weight.narrow(0, 32, 32).zero_();
            }
        }

        var plan = WidthPlanner.Plan(Wide.Shape, ActivationImportance.Measure(model, Text), new WidthOptions { FeedForwardShare = 0, HeadShare = 0, ChannelShare = 0.5 });
        using var pruned = ModelPruner.Apply(model, plan);

        Assert.Equal(Enumerable.Range(0, 32).Select(c => (long)c), plan.Channels);
        Assert.Equal((32, 4, 16), (pruned.Config.Shape.HiddenSize, pruned.Config.Shape.Heads, pruned.Config.Shape.HeadDimension));
        Assert.Equal(pruned.Config.Parameters, pruned.Weights().Sum(w => w.Weight.numel()));
    }

    [Theory]
    [InlineData(0.25, 3, 1, 3)] // three groups of one query rather than two of two: 3 is nearest to 4 × 0.75
    [InlineData(0.5, 2, 2, 1)]
    public void HeadsGoInWholeGroupsOrEvenlyFromAll(double share, int heads, int groupsOrMore, int most)
    {
        float[] importance = [4, 3, 2, 1];
        var layout = HeadLayout.Choose([importance], groups: 4, share);
        Assert.Equal(heads, layout.Heads);
        Assert.InRange(layout.Groups, groupsOrMore, Math.Max(most, groupsOrMore));
    }

    [Fact]
    public void QueriesOfAGroupStayWithTheirKeys()
    {
        // Group 0: queries 0 and 1; group 1: queries 2 and 3.
        var (queries, keys) = new HeadLayout(Groups: 2, QueriesPerGroup: 1).Kept([1, 9, 7, 2], groups: 2);
        Assert.Equal([1L, 2L], queries);
        Assert.Equal([0L, 1L], keys);
        Assert.Equal([2L, 3L], new HeadLayout(Groups: 1, QueriesPerGroup: 2).Kept([1, 9, 7, 4], groups: 2).QueryHeads);
    }

    [Fact]
    public void WidthsAreRoundedToMultiplesAndTheNotesSaySo()
    {
        using var model = new LlamaModel(Wide, seed: 3);
        var plan = WidthPlanner.Plan(Wide.Shape, ActivationImportance.Measure(model, Text), new WidthOptions { FeedForwardShare = 0.4, HeadShare = 0 });

        Assert.Equal(64, plan.Apply(Wide.Shape).FeedForwardSize);
        Assert.Contains("64 of 96 feed-forward neurons stay", Assert.Single(plan.Notes), StringComparison.Ordinal);
        Assert.Contains("multiples of 32", plan.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DepthImportance.BlockInfluence)]
    [InlineData(DepthImportance.LossIncrease)]
    public void LayerThatOnlyPassesOnGoes(DepthImportance importance)
    {
        using var model = new LlamaModel(Wide, seed: 3);
        using (no_grad())
        {
            foreach (var (name, weight) in model.Weights().Where(w => w.Name.StartsWith("model.layers.", StringComparison.Ordinal) && w.Weight.dim() > 1))
                weight.mul_(name.StartsWith("model.layers.1.", StringComparison.Ordinal) && (name.Contains("o_proj", StringComparison.Ordinal) || name.Contains("down_proj", StringComparison.Ordinal)) ? 0 : 6);
        }

        if (importance == DepthImportance.LossIncrease)
            Train(model);
        var plan = DepthPlanner.Plan(model, Text, keep: 2, importance, (_, _) => { });
        using var pruned = ModelPruner.Apply(model, plan);

        Assert.Equal([0, 2], plan.Layers.Select(l => l.Source));
        Assert.Contains("layer 1 goes", Assert.Single(plan.Notes), StringComparison.Ordinal);
        AssertSameAnswers(model, pruned);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void DepthThatRemovesNothingOrEverythingIsRefused(int keep)
    {
        using var model = new LlamaModel(Wide, seed: 3);
        Assert.Contains("remove at least 1", Assert.Throws<ArgumentException>(() => DepthPlanner.Plan(model, Text, keep, DepthImportance.BlockInfluence, (_, _) => { })).Message, StringComparison.Ordinal);
    }

    // Only the layers that matter learn: what layer 1 writes stays zero.
    private static void Train(LlamaModel model)
    {
        for (var step = 0; step < 10; step++)
        {
            using var scope = NewDisposeScope();
            foreach (var batch in Text.Batches(CPU))
                new NextTokenObjective(model).Loss(batch.narrow(1, 0, 24), batch.narrow(1, 1, 24)).backward();
            using var noGradient = no_grad();
            foreach (var (name, weight) in model.Weights())
            {
                if (!name.StartsWith("model.layers.1.", StringComparison.Ordinal))
                    weight.sub_(weight.grad! * 0.2);
                weight.grad!.zero_();
            }
        }
    }

    private static void AssertSameAnswers(LlamaModel expected, LlamaModel actual)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var tokens = tensor(Enumerable.Range(0, 20).Select(i => (long)(i * 7 % 64)).ToArray(), [1, 20]);
        var difference = (expected.forward(tokens) - actual.forward(tokens)).abs().max().item<float>();
        Assert.True(difference < 1e-5, $"logits differ by {difference}");
    }
}
