using System.Globalization;

namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>Rare BMP characters that stand for the characters beyond the BMP of the same general category.</summary>
internal static class AstralStandIn
{
    public static char For(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
    {
        UnicodeCategory.UppercaseLetter => '\uA779',
        UnicodeCategory.LowercaseLetter => '\uA77A',
        UnicodeCategory.TitlecaseLetter => '\u1F88',
        UnicodeCategory.ModifierLetter => '\uA7F8',
        // Han beyond the BMP (planes 2 and 3) stays Han: extension A is beyond the ranges that patterns spell out.
        UnicodeCategory.OtherLetter => codePoint is >= 0x20000 and < 0x40000 ? '\u4DBF' : '\uA000',
        UnicodeCategory.NonSpacingMark => '\u1DC0',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u20DD',
        UnicodeCategory.DecimalDigitNumber => '\u0AE6',
        UnicodeCategory.LetterNumber => '\u16EE',
        UnicodeCategory.OtherNumber => '\u09F4',
        UnicodeCategory.ConnectorPunctuation => '\u203F',
        UnicodeCategory.DashPunctuation => '\u2E3A',
        UnicodeCategory.OpenPunctuation => '\u2E28',
        UnicodeCategory.ClosePunctuation => '\u2E29',
        UnicodeCategory.InitialQuotePunctuation => '\u2E02',
        UnicodeCategory.FinalQuotePunctuation => '\u2E03',
        UnicodeCategory.OtherPunctuation => '\u2E0B',
        UnicodeCategory.MathSymbol => '\u2A00',
        UnicodeCategory.CurrencySymbol => '\u20A0',
        UnicodeCategory.ModifierSymbol => '\uA700',
        UnicodeCategory.OtherSymbol => '\u4DC0',
        UnicodeCategory.Format => '\u2061',
        UnicodeCategory.PrivateUse => '\uE000',
        _ => '\u0378',
    };
}
