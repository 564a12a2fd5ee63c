using OptPolicy.Compression.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Tests.Models;

public sealed class LlamaModelTests : TorchTest
{
    [Fact]
    public void WeightsCarryHuggingFaceNamesAndShapes()
    {
        using var model = new LlamaModel(Tiny with { TiesEmbeddings = false }, seed: 1);
        var shapes = model.Weights().ToDictionary(w => w.Name, w => string.Join('x', w.Weight.shape));

        Assert.Equal(2 * 9 + 3, shapes.Count);
        Assert.Equal("64x32", shapes["model.embed_tokens.weight"]);
        Assert.Equal("64x32", shapes["lm_head.weight"]);
        Assert.Equal("32", shapes["model.norm.weight"]);
        Assert.Equal("32x32", shapes["model.layers.0.self_attn.q_proj.weight"]);
        Assert.Equal("16x32", shapes["model.layers.1.self_attn.k_proj.weight"]);
        Assert.Equal("64x32", shapes["model.layers.1.mlp.gate_proj.weight"]);
        Assert.Equal("32x64", shapes["model.layers.1.mlp.down_proj.weight"]);
        Assert.Equal("32", shapes["model.layers.0.post_attention_layernorm.weight"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ParametersOfAConfigAreThoseOfItsModel(bool tied)
    {
        var config = Tiny with { TiesEmbeddings = tied };
        using var model = new LlamaModel(config, seed: 1);

        Assert.Equal(model.parameters().Sum(p => p.numel()), config.Parameters);
    }

    [Fact]
    public void EqualSeedsGiveEqualWeightsWhateverRanBefore()
    {
        using var first = new LlamaModel(Tiny, seed: 5);
        randn(100).Dispose();
        using var second = new LlamaModel(Tiny, seed: 5);
        using var other = new LlamaModel(Tiny, seed: 6);

        Assert.All(first.Weights().Zip(second.Weights()), pair => Assert.True(pair.First.Weight.equal(pair.Second.Weight).all().item<bool>()));
        Assert.False(first.Weights()[0].Weight.equal(other.Weights()[0].Weight).all().item<bool>());
    }

    [Fact]
    public void LaterTokensDoNotReachEarlierLogits()
    {
        using var model = new LlamaModel(Tiny, seed: 1);
        using var scope = NewDisposeScope();
        var early = model.forward(tensor(new long[] { 1, 2, 3, 4 }, [1, 4])).narrow(1, 0, 3);
        var late = model.forward(tensor(new long[] { 1, 2, 3, 60 }, [1, 4])).narrow(1, 0, 3);

        Assert.True(early.allclose(late, rtol: 0, atol: 1e-6));
    }

    [Fact]
    public void GradientsAgreeWithFiniteDifferences()
    {
        using var model = new LlamaModel(Tiny, seed: 3);
        var tokens = tensor(new long[] { 1, 7, 9, 30, 2, 7 }, [1, 6]);
        // Steep enough that a difference of losses is far above float32's rounding.
        Tensor Loss() => nn.functional.cross_entropy(model.forward(tokens.narrow(1, 0, 5)).view(-1, 64) * 20, tokens.narrow(1, 1, 5).reshape(-1));
        Loss().backward();
        foreach (var name in new[] { "model.layers.0.self_attn.k_proj.weight", "model.layers.1.mlp.up_proj.weight", "model.norm.weight", "model.embed_tokens.weight" })
        {
            var weight = model.Weights().Single(w => w.Name == name).Weight;
            var direction = weight.grad!.detach().clone();
            var expected = direction.square().sum().item<float>();
            var step = 0.02f / MathF.Sqrt(expected);
            using var noGradient = no_grad();
            weight.add_(direction, alpha: step);
            var above = Loss().item<float>();
            weight.add_(direction, alpha: -2 * step);
            var below = Loss().item<float>();
            weight.add_(direction, alpha: step);

            Assert.InRange((above - below) / (2 * step), expected * 0.97f, expected * 1.03f);
        }
    }

    [Fact]
    public void HalfWidthProductsStayNearFullOnes()
    {
        using var full = new LlamaModel(Tiny, seed: 1);
        using var half = new LlamaModel(Tiny, seed: 1, MatrixPrecision.BFloat16);
        using var scope = NewDisposeScope();
        var tokens = tensor(new long[] { 1, 2, 3, 4 }, [1, 4]);

        var difference = (full.forward(tokens) - half.forward(tokens)).abs().max().item<float>();
        Assert.InRange(difference, 1e-9f, 0.02f);
    }

    [Fact]
    public void HeadsThatCannotBeSharedAreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new LlamaModel(Tiny with { Shape = Tiny.Shape with { KeyValueHeads = 3 } }, seed: 1));

        Assert.Contains("4 heads cannot share 3 key/value heads", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AttentionStartsByPassingOnWhatItLooksAt()
    {
        using var model = new LlamaModel(Tiny, seed: 4);
        CopyingStart.Apply(model);
        using var scope = torch.NewDisposeScope();
        var weights = model.Weights().ToDictionary(w => w.Name, w => (torch.Tensor)w.Weight, StringComparer.Ordinal);
        var values = weights["model.layers.1.self_attn.v_proj.weight"].view(2, 8, 32).repeat_interleave(2, 0).reshape(32, 32);
        var passed = weights["model.layers.1.self_attn.o_proj.weight"].matmul(values);

        var kept = passed.diagonal().mean().item<float>();
        var mixed = (passed - torch.diag(passed.diagonal())).square().mean().sqrt().item<float>();
        Assert.True(kept > 3 * mixed, $"passes on {kept}, mixes {mixed}");
    }
}
