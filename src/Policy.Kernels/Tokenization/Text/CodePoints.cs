using System.Globalization;

namespace OptPolicy.Kernels.Tokenization.Text;

/// <summary>Character classes as the reference implementation sees them: over code points, never over UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The code point at <paramref name="index"/> of well-formed UTF-16.</summary>
    public static int At(ReadOnlySpan<char> text, int index)
    {
        var unit = text[index];
        return char.IsHighSurrogate(unit) && index + 1 < text.Length ? char.ConvertToUtf32(unit, text[index + 1]) : unit;
    }

    /// <summary>The code point that ends before <paramref name="index"/>.</summary>
    public static int Before(ReadOnlySpan<char> text, int index) =>
        char.IsLowSurrogate(text[index - 1]) && index > 1 ? char.ConvertToUtf32(text[index - 2], text[index - 1]) : text[index - 1];

    public static int Width(int codePoint) => codePoint < 0x10000 ? 1 : 2;

    public static bool IsWhiteSpace(int codePoint) => codePoint < 0x10000 && char.IsWhiteSpace((char)codePoint);

    public static bool IsNumeric(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    public static bool IsMark(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    public static bool IsNonSpacingMark(int codePoint) =>
        CharUnicodeInfo.GetUnicodeCategory(codePoint) == UnicodeCategory.NonSpacingMark;

    /// <summary>ASCII symbols count as punctuation too, as BERT's tokenizer has it.</summary>
    public static bool IsPunctuation(int codePoint) => codePoint < 128
        ? codePoint is >= 33 and <= 47 or >= 58 and <= 64 or >= 91 and <= 96 or >= 123 and <= 126
        : CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    /// <summary><c>\w</c> of UTS #18, annex C: Alphabetic, M, Nd, Pc and the joiners.</summary>
    public static bool IsWord(int codePoint)
    {
        if (codePoint < 128)
            return codePoint == '_' || char.IsAsciiLetterOrDigit((char)codePoint);
        // Other_Alphabetic beyond letters and marks: circled and squared Latin letters.
        if (codePoint is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169)
            or (>= 0x1F170 and <= 0x1F189))
            return true;
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
    }
}
