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

    /// <summary>The streams one after the other.</summary>
    public static TokenStream Join(params IEnumerable<TokenStream> streams) => new(streams.SelectMany(s => s._tokens));

    /// <summary>Copies a run of tokens.</summary>
    /// <param name="start">The first.</param>
    /// <param name="destination">Receives as many as it holds.</param>
    public void CopyTo(int start, Span<long> destination)
    {
        var source = _tokens.AsSpan(start, destination.Length);
        for (var i = 0; i < source.Length; i++)
            destination[i] = source[i];
    }

    /// <summary>Sets every <paramref name="every"/>-th chunk aside, so that what is held out comes from all over the corpus.</summary>
    /// <param name="chunk">Tokens of a chunk.</param>
    /// <param name="every">One chunk in this many is held out.</param>
    public (TokenStream Training, TokenStream HeldOut) Split(int chunk, int every)
    {
        List<int> training = [], heldOut = [];
        for (var start = 0; start < _tokens.Length; start += chunk)
        {
            var part = _tokens.AsSpan(start, Math.Min(chunk, _tokens.Length - start));
            (start / chunk % every == every - 1 ? heldOut : training).AddRange(part);
        }

        return (new TokenStream(training), new TokenStream(heldOut));
    }
}
