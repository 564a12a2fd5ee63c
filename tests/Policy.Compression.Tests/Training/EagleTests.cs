using OptPolicy.Compression.Data;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using TorchSharp;

namespace OptPolicy.Compression.Tests.Training;

public sealed class EagleTests : TorchTest
{
    private static readonly TokenStream Counting = new(Enumerable.Range(0, 2_000).Select(i => i % 60));

    [Fact]
    public void HeadLearnsToGuessWhatItsTargetWrites()
    {
        using var target = new LlamaModel(Tiny with { Shape = Tiny.Shape with { Layers = 4 } }, seed: 1);
        var options = new TrainingOptions { Steps = 120, Rows = 4, Length = 16, LearningRate = 5e-3, WarmUpSteps = 5 };
        Run(new NextTokenObjective(target), options, "target");
        target.Freeze();
        var frozen = target.Weights().Select(w => w.Weight.data<float>().ToArray()).ToArray();

        using var head = new EagleHead(target, seed: 2);
        var objective = new EagleObjective(head, target);
        var before = objective.Evaluate(Counting, length: 16, sequencesMax: 4);
        Run(objective, options, "head");
        var after = objective.Evaluate(Counting, length: 16, sequencesMax: 4);

        Assert.InRange(before.AcceptedTokens, 0, 0.5);
        Assert.InRange(after.AcceptedTokens, 2.5, 3);
        Assert.Equal(frozen, target.Weights().Select(w => w.Weight.data<float>().ToArray()));
    }

    [Fact]
    public void HeadLearnsAnswersOnRowsOfTheirOwn()
    {
        using var target = new LlamaModel(Tiny with { Shape = Tiny.Shape with { Layers = 4 } }, seed: 1);
        var options = new TrainingOptions { Steps = 120, Rows = 4, Length = 16, LearningRate = 5e-3, WarmUpSteps = 5 };
        Run(new NextTokenObjective(target), options, "target");
        target.Freeze();
        using var head = new EagleHead(target, seed: 2);
        TrainingRow[] rows = [.. Enumerable.Range(0, 40).Select(i => new TrainingRow([.. Enumerable.Range(i, 8 + i % 4)], [0, 0, 0, .. Enumerable.Repeat(1f, 5 + i % 4)]))];
        var course = new RowHeadCourse(new EagleObjective(head, target), new RowPlan(_ => rows, rows: 8, seed: 1), "rows");

        var before = course.Evaluate(rows);
        new Trainer(course, () => course.Evaluate(rows).FirstToken, options with { Steps = 60 }, Path.Combine(Folder, "head"), TimeProvider.System).Run(_ => { }, CancellationToken.None);
        var after = course.Evaluate(rows);

        Assert.InRange(before.AcceptedTokens, 0, 0.5);
        Assert.InRange(after.FirstToken.TokenAccuracy, 0.8, 1);
        Assert.Equal(rows.Sum(r => r.Tokens.Count - 3), after.FirstToken.Tokens);
    }

    [Fact]
    public void WeightsCarryTheReferenceNames()
    {
        using var target = new LlamaModel(Tiny, seed: 3);
        using var head = new EagleHead(target, seed: 1);

        Assert.Equal(
            [
                "fc.weight 32x96", "lm_head.weight 64x32", "midlayer.hidden_norm.weight 32", "midlayer.input_layernorm.weight 32",
                "midlayer.mlp.down_proj.weight 32x64", "midlayer.mlp.gate_proj.weight 64x32", "midlayer.mlp.up_proj.weight 64x32",
                "midlayer.post_attention_layernorm.weight 32", "midlayer.self_attn.k_proj.weight 16x64", "midlayer.self_attn.o_proj.weight 32x32",
                "midlayer.self_attn.q_proj.weight 32x64", "midlayer.self_attn.v_proj.weight 16x64", "norm.weight 32",
            ],
            head.Weights().Select(w => $"{w.Name} {string.Join('x', w.Weight.shape)}"));
    }

    [Fact]
    public void LaterTokensDoNotReachEarlierDrafts()
    {
        using var target = new LlamaModel(Tiny with { Shape = Tiny.Shape with { Layers = 4 } }, seed: 1).Freeze();
        using var head = new EagleHead(target, seed: 2);
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();

        var early = LogitsOfDraft([1, 2, 3, 4, 5, 6]);
        var late = LogitsOfDraft([1, 2, 3, 4, 5, 60]);

        // A draft of two tokens at position i has read the tokens up to i + 2.
        Assert.True(early.narrow(1, 0, 3).allclose(late.narrow(1, 0, 3), rtol: 0, atol: 1e-6));
        Assert.False(early.narrow(1, 3, 1).allclose(late.narrow(1, 3, 1), rtol: 0, atol: 1e-6));

        torch.Tensor LogitsOfDraft(long[] tokens)
        {
            var input = torch.tensor(tokens, [1, tokens.Length]);
            var (features, _) = target.ForwardWithFeatures(input);
            var embedded = target.Embed(input);
            var first = head.Start(features.narrow(1, 0, 4), embedded.narrow(1, 1, 4));
            return head.Logits(head.Continue([first], embedded.narrow(1, 2, 4)));
        }
    }

    private void Run(ITrainingObjective objective, TrainingOptions options, string run) =>
        new Trainer(objective, Counting, () => new Evaluation(0, 0, 1), options, Path.Combine(Folder, run), TimeProvider.System).Run(_ => { }, CancellationToken.None);
}
