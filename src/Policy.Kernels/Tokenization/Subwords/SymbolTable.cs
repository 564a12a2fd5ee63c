using System.Globalization;
using System.Text;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Subwords;

/// <summary>How a model spells single bytes: <c>&lt;0x00&gt;</c> … <c>&lt;0xFF&gt;</c>.</summary>
internal sealed class ByteTokens
{
    private readonly int[] _ids = new int[256];

    public ByteTokens(Vocabulary vocabulary)
    {
        for (var value = 0; value < 256; value++)
            _ids[value] = vocabulary.Find(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")) ?? -1;
    }

    /// <summary>Appends one id per UTF-8 byte, or nothing when the vocabulary lacks one of the bytes.</summary>
    public bool TryAppend(ReadOnlySpan<char> text, List<int> output)
    {
        var start = output.Count;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var value in utf8[..rune.EncodeToUtf8(utf8)])
            {
                if (_ids[value] < 0)
                {
                    output.RemoveRange(start, output.Count - start);
                    return false;
                }

                output.Add(_ids[value]);
            }
        }

        return true;
    }

    /// <summary>The byte that <paramref name="token"/> spells, or −1.</summary>
    public static int ByteOf(ReadOnlySpan<char> token) =>
        token.Length == 6 && token.StartsWith("<0x") && token[5] == '>'
        && byte.TryParse(token[3..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1;
}

/// <summary>The ids of single characters, found without hashing below U+0200.</summary>
internal sealed class SymbolTable
{
    private const int Direct = 0x200;

    private readonly Vocabulary _vocabulary;
    private readonly int[] _direct = new int[Direct];

    public SymbolTable(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        for (var point = 0; point < Direct; point++)
            _direct[point] = vocabulary.Find([(char)point]) ?? -1;
    }

    /// <summary>The id of the first character of <paramref name="text"/>, or −1.</summary>
    public int IdOf(ReadOnlySpan<char> text, out int width)
    {
        width = CodePoints.Width(CodePoints.At(text, 0));
        return text[0] < Direct ? _direct[text[0]] : _vocabulary.Find(text[..width]) ?? -1;
    }
}
