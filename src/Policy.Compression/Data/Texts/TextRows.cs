using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OptPolicy.Kernels.Embedding;
using OptPolicy.Kernels.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Data.Texts;

/// <summary>Texts as rows of tokens, ready to be put into batches. Immutable.</summary>
public sealed class TextRows
{
    private readonly TextRow[] _rows;
    private readonly int _padding;

    private TextRows(IEnumerable<TextRow> rows, int padding)
    {
        _rows = [.. rows];
        _padding = padding;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in _rows)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([row.Ids.Count, .. row.Ids]));
            hash.AppendData([.. row.Types]);
        }

        Hash = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Length;

    /// <summary>SHA-256 of the rows.</summary>
    public string Hash { get; }

    /// <summary>Tokens of a row.</summary>
    public int LengthOf(int row) => _rows[row].Ids.Count;

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="tokenizer">The encoder's; its post-processor says which tokens stand around a text.</param>
    /// <param name="padding">The token that fills rows up.</param>
    /// <param name="tokensMax">Most tokens of a row.</param>
    public static TextRows Of(IEnumerable<string> texts, Tokenizer tokenizer, int padding, int tokensMax)
    {
        var encoder = new TextPairTokens(tokenizer, tokensMax);
        return new TextRows(texts.Select(text => Row(encoder.Encode(text), TextPairTypes.Sides)), padding);
    }

    /// <summary>Encodes pairs of texts, as <see cref="Of(IEnumerable{string}, Tokenizer, int, int)"/>.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="tokenizer">The encoder's.</param>
    /// <param name="padding">The token that fills rows up.</param>
    /// <param name="tokensMax">Most tokens of a row.</param>
    /// <param name="types">How many token types the encoder knows: <see cref="TextPairTypes"/>.</param>
    public static TextRows Of(IEnumerable<(string First, string Second)> pairs, Tokenizer tokenizer, int padding, int tokensMax, int types = TextPairTypes.Sides)
    {
        var encoder = new TextPairTokens(tokenizer, tokensMax);
        return new TextRows(pairs.Select(pair => Row(encoder.Encode(pair.First, pair.Second), types)), padding);
    }

    /// <summary>Some of the rows as tensors, in the caller's dispose scope.</summary>
    public TextBatch Batch(IReadOnlyList<int> rows, Device device)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var length = rows.Max(LengthOf);
        var (ids, types, mask) = (new long[rows.Count * length], new long[rows.Count * length], new float[rows.Count * length]);
        Array.Fill(ids, _padding);
        var tokens = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var row = _rows[rows[i]];
            tokens += row.Ids.Count;
            for (var j = 0; j < row.Ids.Count; j++)
                (ids[i * length + j], types[i * length + j], mask[i * length + j]) = (row.Ids[j], row.Types[j], 1);
        }

        long[] shape = [rows.Count, length];
        return new TextBatch(tensor(ids, shape).to(device), tensor(types, shape).to(device), tensor(mask, shape).to(device), tokens);
    }

    private static TextRow Row((long[] Ids, int SecondStart) encoded, int types) => new(
        Array.ConvertAll(encoded.Ids, id => (int)id), Array.ConvertAll(TextPairTypes.Of(encoded.Ids, encoded.SecondStart, types), type => (byte)type));
}
