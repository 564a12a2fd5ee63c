using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OptPolicy.Compression.Data;

/// <summary>The tokens of a corpus, documents one after the other. Immutable.</summary>
public sealed class TokenStream
{
    private readonly int[] _tokens;

    /// <summary>Creates a stream of <paramref name="tokens"/>.</summary>
    public TokenStream(IEnumerable<int> tokens)
    {
        _tokens = [.. tokens];
        Hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(_tokens.AsSpan())));
    }

    /// <summary>How many tokens there are.</summary>
    public int Count => _tokens.Length;

    /// <summary>SHA-256 of the tokens: two runs with equal hashes saw the same data.</summary>
    public string Hash { get; }

    /// <summary>Copies a run of tokens.</summary>
    /// <param name="start">The first.</param>
    /// <param name="destination">Receives as many as it holds.</param>
    public void CopyTo(int start, Span<long> destination)
    {
        var source = _tokens.AsSpan(start, destination.Length);
        for (var i = 0; i < source.Length; i++)
            destination[i] = source[i];
    }
}
