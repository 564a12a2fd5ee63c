using System.Runtime.InteropServices;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Models;

namespace OptPolicy.Evaluation.Decoding;

/// <summary>Remembers a hash of the logits' bits for every position of the sequence, as they were when it was last computed.</summary>
internal sealed class RecordingLane(DecoderLane inner) : DecoderLane
{
    private readonly ulong[] _hashes = new ulong[inner.Capacity];

    public override DecoderSpec Spec => inner.Spec;

    public override ReadOnlySpan<int> Tokens => inner.Tokens;

    public override int Capacity => inner.Capacity;

    public override ReadOnlySpan<float> Hidden => inner.Hidden;

    public override int PrefillChunk => inner.PrefillChunk;

    /// <summary>Hashes of the positions from <paramref name="start"/> to the end of the cache.</summary>
    public ulong[] Hashes(int start) => _hashes[start..Length];

    public override Span<float> Forward(ReadOnlySpan<int> tokens, int logitRows, CancellationToken cancellationToken)
    {
        inner.RowMultiple = RowMultiple;
        var logits = inner.Forward(tokens, logitRows, cancellationToken);
        var vocabulary = Spec.VocabularySize;
        for (var row = 0; row < logitRows; row++)
            _hashes[Length - logitRows + row] = Hash(MemoryMarshal.Cast<float, uint>(logits.Slice(row * vocabulary, vocabulary)));
        return logits;
    }

    public override void Truncate(int length) => inner.Truncate(length);

    protected override void Dispose(bool disposing) => inner.Dispose();

    // FNV-1a over words instead of bytes.
    private static ulong Hash(ReadOnlySpan<uint> bits)
    {
        var hash = 14695981039346656037;
        foreach (var word in bits)
            hash = (hash ^ word) * 1099511628211;
        return hash;
    }
}
