using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OptPolicy.Compression.Data;

/// <summary>Rows of conversations, varied anew in every epoch.</summary>
public sealed class ChatCorpus
{
    private readonly ConversationRows _rows;
    private readonly (ConversationSource Source, ArgumentSwaps Swaps)[] _sources;
    private readonly ulong _seed;

    /// <summary>Creates a corpus.</summary>
    /// <param name="sources">The conversations.</param>
    /// <param name="rows">Makes rows of them.</param>
    /// <param name="variation">How tool calls are varied.</param>
    /// <param name="seed">Decides which.</param>
    public ChatCorpus(IReadOnlyList<ConversationSource> sources, ConversationRows rows, ValueVariation variation, ulong seed)
    {
        _rows = rows;
        _seed = seed;
        // A file is read in one order that mixes what may be sorted in it.
        _sources = [.. sources.Select(s => s with { Conversations = Shuffled(s.Conversations, seed) }).Select(s => (s, new ArgumentSwaps(s.Conversations, variation)))];
        Hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(RowsOf(0).Concat(RowsOf(1)).SelectMany(r => r.Tokens).ToArray().AsSpan())));
    }

    /// <summary>SHA-256 of the first two epochs: two runs with equal hashes and settings read the same.</summary>
    public string Hash { get; }

    /// <summary>The rows of an epoch, before they are put in order.</summary>
    public IReadOnlyList<TrainingRow> RowsOf(int epoch) =>
    [
        .. _sources.SelectMany((part, number) => part.Source.IndicesOf(epoch)
            .Select(index => _rows.Row(part.Swaps.Vary(index, new SplitMix(_seed ^ ((ulong)(uint)epoch << 40) ^ ((ulong)(uint)number << 32) ^ (uint)index).Next())))),
    ];

    private static Conversation[] Shuffled(IReadOnlyList<Conversation> conversations, ulong seed)
    {
        Conversation[] shuffled = [.. conversations];
        var random = new SplitMix(seed);
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled;
    }
}
