using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Kernels.Tests.Decoding;

/// <summary>A lane without a model: it remembers tokens, and counts memory as a real one does (here a byte a token, in steps of 16).</summary>
internal sealed class MemoryLane(int capacity = 1024) : DecoderLane
{
    private readonly List<int> _tokens = [];
    private int _slots;

    public override DecoderSpec Spec { get; } = new()
    {
        Architecture = "memory",
        Layers = 1,
        KeyValueHeads = 1,
        HeadDimension = 1,
        HiddenSize = 1,
        VocabularySize = 8,
        ContextTokens = capacity,
        Bindings = new(),
    };

    public override ReadOnlySpan<int> Tokens => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens);

    public override int Capacity => capacity;

    public override long AllocatedBytes => _slots;

    public override ReadOnlySpan<float> Hidden => [];

    public bool IsDisposed { get; private set; }

    public int Copies { get; private set; }

    public override long BytesFor(int tokens) => Math.Min(capacity, (tokens + 15) / 16 * 16);

    public override Span<float> Forward(ReadOnlySpan<int> tokens, int logitRows, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        _tokens.AddRange(tokens);
        _slots = Math.Max(_slots, (int)BytesFor(_tokens.Count));
        return new float[logitRows * 8];
    }

    public override void Truncate(int length) => _tokens.RemoveRange(length, _tokens.Count - length);

    public override void Release()
    {
        Truncate(0);
        _slots = 0;
    }

    public override bool TryCopyFrom(DecoderLane source, int length)
    {
        Truncate(0);
        Forward(source.Tokens[..length], 1, CancellationToken.None);
        Copies++;
        return true;
    }

    protected override void Dispose(bool disposing) => IsDisposed = true;
}
