using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Distillation;

/// <summary>
/// How differently two models relate the tokens of a row: divergence of the softmax of query-query, key-key and value-value products, over the tokens
/// up to each one (MiniLMv2, arXiv:2012.15828, §3.2). Heads are cut anew, so students may have fewer or narrower ones.
/// </summary>
internal static class RelationLoss
{
    // Softmax makes it 0; unlike minus infinity, its difference from itself is 0 too.
    private const float Hidden = -1e9f;

    /// <param name="given">The student's queries, keys and values [rows, length, width].</param>
    /// <param name="wanted">The teacher's.</param>
    /// <param name="heads">How many relations each is cut into; must divide all widths.</param>
    /// <param name="positions">Where rows count, as indices into rows × length.</param>
    /// <returns>A divergence for each of the positions, mean over the three kinds and the heads.</returns>
    public static Tensor Of(Tensor[] given, Tensor[] wanted, int heads, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var length = given[0].shape[1];
        var future = ones(length, length, dtype: ScalarType.Bool, device: given[0].device).triu(1);
        var divergences = given.Zip(wanted, (g, w) =>
        {
            var (own, aim) = (Relations(g, heads, future), Relations(w, heads, future));
            return (aim.exp() * (aim - own)).sum(-1).mean([1]).reshape(-1).index_select(0, positions);
        });
        return (divergences.Aggregate((a, b) => a + b) / given.Length).MoveToOuterDisposeScope();
    }

    /// <summary>How many relations widths can be cut into.</summary>
    public static int Heads(params ReadOnlySpan<int> counts)
    {
        var heads = counts[0];
        foreach (var count in counts)
            heads = (int)System.Numerics.BigInteger.GreatestCommonDivisor(heads, count);
        return heads;
    }

    private static Tensor Relations(Tensor projected, int heads, Tensor future)
    {
        var (rows, length, width) = (projected.shape[0], projected.shape[1], projected.shape[2] / heads);
        var cut = projected.view(rows, length, heads, width).transpose(1, 2);
        return nn.functional.log_softmax((cut.matmul(cut.transpose(-1, -2)) / MathF.Sqrt(width)).masked_fill(future, Hidden), -1);
    }
}
