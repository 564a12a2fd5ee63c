using System.Text;
using System.Text.RegularExpressions;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Normalization;

/// <summary>Lower case of every character by itself: no final sigma, but the two characters of U+0130.</summary>
internal sealed class LowercaseNormalizer : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        Write(text, output);
        return true;
    }

    public static void Write(ReadOnlySpan<char> text, TextBuffer output)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value < 128)
                output.Append(char.ToLowerInvariant((char)rune.Value));
            else if (rune.Value == 0x130)
                output.Append("i\u0307");
            else
                output.AppendRune(Rune.ToLowerInvariant(rune).Value);
        }
    }
}

internal sealed class StripNormalizer(bool left, bool right) : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        if (left)
            text = text.TrimStart();
        if (right)
            text = text.TrimEnd();
        output.Append(text);
        return true;
    }
}

/// <summary>Drops combining marks; composed letters keep theirs unless an earlier step decomposed them.</summary>
internal sealed class StripAccentsNormalizer : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        foreach (var rune in text.EnumerateRunes())
            if (!CodePoints.IsMark(rune.Value))
                output.AppendRune(rune.Value);
        return true;
    }
}

internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        if (text.IsEmpty)
            return false;
        output.Append(prefix);
        output.Append(text);
        return true;
    }
}

internal sealed class ReplaceNormalizer(string pattern, string content) : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        if (pattern.Length == 0 || !text.Contains(pattern, StringComparison.Ordinal))
            return false;
        for (int at; (at = text.IndexOf(pattern, StringComparison.Ordinal)) >= 0; text = text[(at + pattern.Length)..])
        {
            output.Append(text[..at]);
            output.Append(content);
        }

        output.Append(text);
        return true;
    }
}

/// <summary>The content is taken literally: the reference implementation knows no group references.</summary>
internal sealed class RegexReplaceNormalizer(Regex pattern, string content) : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        var start = 0;
        foreach (var match in pattern.EnumerateMatches(text))
        {
            output.Append(text[start..match.Index]);
            output.Append(content);
            start = match.Index + match.Length;
        }

        output.Append(text[start..]);
        return true;
    }
}

/// <summary>Writes text in the byte alphabet.</summary>
internal sealed class ByteAlphabetNormalizer : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        ByteAlphabet.Map(text, output);
        return true;
    }
}

/// <summary>Clean-up of the NMT rules of SentencePiece: control characters go, exotic spaces become spaces.</summary>
internal sealed class NmtNormalizer : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= 0x01 and <= 0x08 or 0x0B or >= 0x0E and <= 0x1F or 0x7F or 0x8F or 0x9F)
                continue;
            var isSpace = rune.Value is 0x09 or 0x0A or 0x0C or 0x0D or 0x1680 or >= 0x200B and <= 0x200F or 0x2028 or 0x2029 or 0x2581
                or 0xFEFF or 0xFFFD;
            output.AppendRune(isSpace ? ' ' : rune.Value);
        }

        return true;
    }
}
