using System.Globalization;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Normalization;

/// <summary>Clean-up of BERT's original tokenizer (Devlin et al. 2018): control characters, CJK spacing, accents, case.</summary>
internal sealed class BertNormalizer(bool cleanText, bool spaceChinese, bool stripAccents, bool lowercase) : Normalizer
{
    public override bool Apply(ReadOnlySpan<char> text, TextBuffer output)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var codePoint = rune.Value;
            if (cleanText)
            {
                if (codePoint is 0 or 0xFFFD || IsControl(codePoint))
                    continue;
                if (CodePoints.IsWhiteSpace(codePoint))
                    codePoint = ' ';
            }

            if (spaceChinese && IsChinese(codePoint))
            {
                output.Append(' ');
                output.AppendRune(codePoint);
                output.Append(' ');
            }
            else
                output.AppendRune(codePoint);
        }

        if (stripAccents)
            StripAccents(output);
        if (lowercase)
            Lower(output);
        return true;
    }

    private static void StripAccents(TextBuffer output)
    {
        var decomposed = new TextBuffer();
        ReadOnlySpan<char> text = output.Span;
        if (UnicodeNormalizer.Decomposition.Apply(text, decomposed))
            text = decomposed.ToString();
        else
            text = text.ToArray();
        output.Clear();
        foreach (var rune in text.EnumerateRunes())
            if (!CodePoints.IsNonSpacingMark(rune.Value))
                output.AppendRune(rune.Value);
    }

    private static void Lower(TextBuffer output)
    {
        var text = output.ToString();
        output.Clear();
        LowercaseNormalizer.Write(text, output);
    }

    private static bool IsControl(int codePoint) => codePoint is not ('\t' or '\n' or '\r')
        && CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;

    private static bool IsChinese(int codePoint) => codePoint is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF
        or >= 0x20000 and <= 0x2A6DF or >= 0x2A700 and <= 0x2B73F or >= 0x2B740 and <= 0x2B81F or >= 0x2B920 and <= 0x2CEAF
        or >= 0xF900 and <= 0xFAFF or >= 0x2F800 and <= 0x2FA1F;
}
