using System.Globalization;
using System.Text;

namespace OptPolicy.Kernels.Constraints;

/// <summary>Reads one character, escape or class of a regular expression.</summary>
internal static class PatternCharacters
{
    public static CodePointSet Read(string pattern, ref int position)
    {
        switch (pattern[position])
        {
            case '.':
                position++;
                return CodePointSet.LineEnds.Complement();
            case '[':
                return Class(pattern, ref position);
            case '\\':
                return Escape(pattern, ref position, inClass: false);
            default:
                var value = Scalar(pattern, ref position);
                return CodePointSet.Of((value, value));
        }
    }

    private static CodePointSet Class(string pattern, ref int position)
    {
        position++;
        var negated = position < pattern.Length && pattern[position] == '^';
        if (negated)
            position++;
        var set = CodePointSet.Of();
        while (position < pattern.Length && pattern[position] != ']')
        {
            var item = Item(pattern, ref position);
            if (position + 1 < pattern.Length && pattern[position] == '-' && pattern[position + 1] != ']' && Single(item) is { } first)
            {
                position++;
                var last = Single(Item(pattern, ref position)) ?? throw Unsupported("a range that ends in a class", position);
                if (last < first)
                    throw Unsupported("a range that runs backwards", position);
                item = CodePointSet.Of((first, last));
            }

            set |= item;
        }

        if (position == pattern.Length)
            throw Unsupported("a '[' without its ']'", position);
        position++;
        return negated ? set.Complement() : set;
    }

    private static CodePointSet Item(string pattern, ref int position)
    {
        if (position == pattern.Length)
            throw Unsupported("a '[' without its ']'", position);
        if (pattern[position] == '\\')
            return Escape(pattern, ref position, inClass: true);
        var value = Scalar(pattern, ref position);
        return CodePointSet.Of((value, value));
    }

    private static CodePointSet Escape(string pattern, ref int position, bool inClass)
    {
        position++;
        if (position == pattern.Length)
            throw Unsupported("a '\\' at the end", position);
        var name = pattern[position++];
        switch (name)
        {
            case 'd':
                return CodePointSet.Digits;
            case 'D':
                return CodePointSet.Digits.Complement();
            case 'w':
                return CodePointSet.Word;
            case 'W':
                return CodePointSet.Word.Complement();
            case 's':
                return CodePointSet.Space;
            case 'S':
                return CodePointSet.Space.Complement();
            case 'b' when !inClass:
                throw Unsupported("a word boundary", position);
        }

        var value = name switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'b' => '\b',
            '0' => '\0',
            'x' => HexDigits(pattern, ref position, 2),
            'u' => HexDigits(pattern, ref position, 4),
            _ when char.IsAsciiLetterOrDigit(name) => throw Unsupported($"the escape '\\{name}'", position),
            _ => name,
        };
        return CodePointSet.Of((value, value));
    }

    private static int HexDigits(string pattern, ref int position, int count)
    {
        if (position + count > pattern.Length || !int.TryParse(pattern.AsSpan(position, count), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Unsupported("an escape without its hexadecimal digits", position);
        position += count;
        return value;
    }

    private static int Scalar(string pattern, ref int position)
    {
        if (Rune.DecodeFromUtf16(pattern.AsSpan(position), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            throw Unsupported("half a surrogate pair", position);
        position += length;
        return rune.Value;
    }

    private static int? Single(CodePointSet set) => set.Ranges is [var (first, last)] && first == last ? first : null;

    private static NotSupportedException Unsupported(string what, int position) => new($"{what} at character {position}");
}
