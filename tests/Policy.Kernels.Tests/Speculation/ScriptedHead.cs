using OptPolicy.Kernels.Speculation;
using OptPolicy.Kernels.Tests.Decoding;

namespace OptPolicy.Kernels.Tests.Speculation;

/// <summary>A head that knows the target's next token from the last one, if it is given the rows that a real head needs: it checks every one.</summary>
internal sealed class ScriptedHead(ScriptedLane target, int[] targetTokens, Func<int, int> tokenAt) : DraftHeadLane
{
    private readonly List<int> _positions = [];

    public override int HiddenSize => 2;

    public override int FeatureWidth => target.Spec.Bindings.HiddenWidth;

    public override int VocabularySize => target.Spec.VocabularySize;

    public override ReadOnlySpan<int> TargetTokens => targetTokens;

    public override int Capacity => 400;

    public override int Length => _positions.Count;

    public List<int> Widths { get; } = [];

    public override Span<float> Forward(ReadOnlySpan<int> tokens, ReadOnlySpan<float> features, ReadOnlySpan<float> states, Span<float> nextState, CancellationToken cancellationToken)
    {
        Widths.Add(tokens.Length);
        Assert.Equal(tokens.Length, (features.Length / FeatureWidth) + (states.Length / HiddenSize));
        for (var row = 0; row < tokens.Length; row++)
        {
            var position = features.IsEmpty ? (int)states[0] : (int)features[row * FeatureWidth];
            if (_positions.Count > 0)
                Assert.Equal(_positions[^1] + 1, position);
            if (!features.IsEmpty)
                Assert.Equal(tokenAt(position + 1), tokens[row]);
            _positions.Add(position);
        }

        nextState.Fill(_positions[^1] + 1);
        target.Truncate(0);
        var logits = target.Forward(tokens[^1..], 1, cancellationToken);
        if (targetTokens.Length == 0)
            return logits;
        var reduced = new float[targetTokens.Length];
        for (var i = 0; i < reduced.Length; i++)
            reduced[i] = logits[targetTokens[i]];
        return reduced;
    }

    public override void Truncate(int length) => _positions.RemoveRange(length, _positions.Count - length);

    protected override void Dispose(bool disposing)
    {
    }
}
