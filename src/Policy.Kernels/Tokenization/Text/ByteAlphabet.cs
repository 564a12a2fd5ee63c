using System.Text;

namespace OptPolicy.Kernels.Tokenization.Text;

/// <summary>
/// The printable stand-ins of the 256 bytes in byte-level vocabularies (Radford et al. 2019, GPT-2): visible Latin-1 characters
/// stand for themselves, the rest for U+0100 and up in order.
/// </summary>
internal static class ByteAlphabet
{
    /// <summary>One more than the largest stand-in.</summary>
    public const int Limit = 0x144;

    private static readonly char[] Characters = Build();
    private static readonly short[] Bytes = Invert(Characters);

    public static char CharacterOf(byte value) => Characters[value];

    /// <summary>The byte that <paramref name="character"/> stands for, or −1.</summary>
    public static int ByteOf(char character) => character < Limit ? Bytes[character] : -1;

    /// <summary>Appends the stand-ins of the UTF-8 bytes of <paramref name="text"/>.</summary>
    public static void Map(ReadOnlySpan<char> text, TextBuffer output)
    {
        var start = output.Length;
        output.Resize(start + (text.Length * 3));
        output.Resize(start + Map(text, output.Span[start..]));
    }

    /// <summary>Writes the stand-ins of the UTF-8 bytes of <paramref name="text"/>, at most three a UTF-16 unit.</summary>
    public static int Map(ReadOnlySpan<char> text, Span<char> output)
    {
        var count = 0;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                output[count++] = Characters[rune.Value];
                continue;
            }

            foreach (var unit in utf8[..rune.EncodeToUtf8(utf8)])
                output[count++] = Characters[unit];
        }

        return count;
    }

    /// <summary>Appends the bytes that <paramref name="token"/> stands for; a token with a foreign character is taken as plain text.</summary>
    public static void Unmap(ReadOnlySpan<char> token, List<byte> output)
    {
        var start = output.Count;
        foreach (var character in token)
        {
            var value = ByteOf(character);
            if (value < 0)
            {
                output.RemoveRange(start, output.Count - start);
                output.AddRange(Encoding.UTF8.GetBytes(token.ToArray()));
                return;
            }

            output.Add((byte)value);
        }
    }

    private static char[] Build()
    {
        var characters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var isVisible = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
            characters[value] = (char)(isVisible ? value : next++);
        }

        return characters;
    }

    private static short[] Invert(char[] characters)
    {
        var bytes = new short[Limit];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < characters.Length; value++)
            bytes[characters[value]] = (short)value;
        return bytes;
    }
}
