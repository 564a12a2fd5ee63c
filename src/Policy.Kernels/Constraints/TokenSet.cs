using System.Numerics;

namespace OptPolicy.Kernels.Constraints;

/// <summary>A set of token ids: one bit each. Mutable, not thread-safe.</summary>
public sealed class TokenSet
{
    private readonly ulong[] _words;

    /// <summary>Creates an empty set.</summary>
    /// <param name="vocabularySize">One more than the largest id.</param>
    public TokenSet(int vocabularySize)
    {
        VocabularySize = vocabularySize;
        _words = new ulong[(vocabularySize + 63) / 64];
    }

    /// <summary>One more than the largest id.</summary>
    public int VocabularySize { get; }

    /// <summary>The bits, 64 ids a word, lowest id in the lowest bit.</summary>
    public Span<ulong> Words => _words;

    /// <summary>How many ids are in the set.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Whether <paramref name="token"/> is in the set.</summary>
    public bool Contains(int token) => (_words[token >> 6] >> (token & 63) & 1) != 0;

    /// <summary>Adds <paramref name="token"/>.</summary>
    public void Add(int token) => _words[token >> 6] |= 1UL << (token & 63);

    /// <summary>Removes <paramref name="token"/>.</summary>
    public void Remove(int token) => _words[token >> 6] &= ~(1UL << (token & 63));

    /// <summary>Empties the set.</summary>
    public void Clear() => Array.Clear(_words);
}
