using OptPolicy.Kernels.Tokenization.Decoders;

namespace OptPolicy.Kernels.Tokenization;

/// <summary>The bytes of every token in one block. Immutable.</summary>
internal sealed class TokenByteTable
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;

    private TokenByteTable(byte[] bytes, int[] starts) => (_bytes, _starts) = (bytes, starts);

    public ReadOnlySpan<byte> this[int token] => (uint)token < (uint)(_starts.Length - 1)
        ? _bytes.AsSpan(_starts[token].._starts[token + 1])
        : [];

    /// <param name="size">Number of ids.</param>
    /// <param name="spellingOf">The spelling of an id, or <see langword="null"/> for one that is no text.</param>
    /// <param name="decoder">Turns spellings into bytes.</param>
    public static TokenByteTable Build(int size, Func<int, string?> spellingOf, DecoderChain decoder)
    {
        var bytes = new List<byte>(size * 6);
        var starts = new int[size + 1];
        for (var id = 0; id < size; id++)
        {
            if (spellingOf(id) is { } spelling)
                bytes.AddRange(decoder.BytesOf(spelling));
            starts[id + 1] = bytes.Count;
        }

        return new TokenByteTable([.. bytes], starts);
    }
}
