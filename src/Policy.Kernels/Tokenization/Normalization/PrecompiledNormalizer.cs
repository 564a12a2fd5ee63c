using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using OptPolicy.Kernels.Tokenization.Json;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Normalization;

/// <summary>
/// The character map that SentencePiece compiles into its models: a double-array trie (Aoe 1989, in the layout of Darts-clone)
/// from UTF-8 to offsets of zero-terminated replacements.
/// </summary>
internal sealed class PrecompiledNormalizer : Normalizer
{
    // The reference implementation looks up whole grapheme clusters only when they are shorter than this many bytes.
    private const int LongCluster = 6;

    private readonly uint[] _units;
    private readonly byte[] _replacements;

    private PrecompiledNormalizer(uint[] units, byte[] replacements) => (_units, _replacements) = (units, replacements);

    public static PrecompiledNormalizer Read(TokenizerPart part)
    {
        byte[] data;
        try
        {
            data = Convert.FromBase64String(part.RequiredText("precompiled_charsmap"));
        }
        catch (FormatException)
        {
            throw part.Fault("has a \"precompiled_charsmap\" that is not base64");
        }

        var size = data.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(data);
        if (size < 4 || size % 4 != 0 || size > data.Length - 4)
            throw part.Fault("has a \"precompiled_charsmap\" whose trie does not fit");
        var units = new uint[size / 4];
        for (var i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(4 + (4 * i)));
        return new PrecompiledNormalizer(units, data[(4 + size)..]);
    }

    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        while (!text.IsEmpty)
        {
            var cluster = text[..StringInfo.GetNextTextElementLength(text)];
            text = text[cluster.Length..];
            if (Encoding.UTF8.GetByteCount(cluster) < LongCluster && TryReplace(cluster, output))
                continue;
            while (!cluster.IsEmpty)
            {
                var character = cluster[..CodePoints.Width(CodePoints.At(cluster, 0))];
                cluster = cluster[character.Length..];
                if (!TryReplace(character, output))
                    output.Append(character);
            }
        }

        return true;
    }

    private bool TryReplace(ReadOnlySpan<char> text, TextBuffer output)
    {
        Span<byte> key = stackalloc byte[LongCluster];
        key = key[..Encoding.UTF8.GetBytes(text, key)];
        var start = ShortestPrefix(key);
        if (start < 0 || start >= _replacements.Length)
            return false;
        var value = _replacements.AsSpan(start);
        var end = value.IndexOf((byte)0);
        output.Append(Encoding.UTF8.GetString(end < 0 ? value : value[..end]));
        return true;
    }

    /// <summary>The value of the shortest key that starts <paramref name="text"/>, which is the one the reference takes; or −1.</summary>
    private int ShortestPrefix(ReadOnlySpan<byte> text)
    {
        var position = Offset(_units[0]);
        foreach (var label in text)
        {
            if (label == 0)
                return -1;
            position ^= label;
            if (position >= _units.Length)
                return -1;
            var unit = _units[position];
            if ((unit & 0x800000FF) != label)
                return -1;
            position ^= Offset(unit);
            if ((unit >> 8 & 1) == 1)
                return position < (uint)_units.Length ? (int)(_units[position] & 0x7FFFFFFF) : -1;
        }

        return -1;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & (1u << 9)) >> 6);
}
