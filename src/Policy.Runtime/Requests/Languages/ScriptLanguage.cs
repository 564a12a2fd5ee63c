namespace OptPolicy;

/// <summary>Languages that their script, and a few letters in it, give away.</summary>
internal static class ScriptLanguage
{
    /// <summary>The language of the text's main script, or <see langword="null"/> for Latin script and for no letters at all.</summary>
    public static string? Detect(ReadOnlySpan<char> text, out int latinLetters)
    {
        int latin = 0, greek = 0, cyrillic = 0, ukrainian = 0, hebrew = 0, arabic = 0, persian = 0;
        int devanagari = 0, thai = 0, kana = 0, han = 0, hangul = 0;
        foreach (var c in text)
        {
            if (c < 0x250)
            {
                if (char.IsLetter(c)) latin++;
            }
            else if (c is >= '\u0370' and <= '\u03FF') greek++;
            else if (c is >= '\u0400' and <= '\u04FF')
            {
                cyrillic++;
                if (c is 'і' or 'ї' or 'є' or 'ґ' or 'І' or 'Ї' or 'Є' or 'Ґ') ukrainian++;
            }
            else if (c is >= '\u0590' and <= '\u05FF') hebrew++;
            else if (c is >= '\u0600' and <= '\u06FF')
            {
                arabic++;
                if (c is 'پ' or 'چ' or 'ژ' or 'گ' or 'ک' or 'ی') persian++;
            }
            else if (c is >= '\u0900' and <= '\u097F') devanagari++;
            else if (c is >= '\u0E00' and <= '\u0E7F') thai++;
            else if (c is >= '\u3040' and <= '\u30FF') kana++;
            else if (c is >= '\u4E00' and <= '\u9FFF') han++;
            else if (c is >= '\uAC00' and <= '\uD7AF') hangul++;
        }

        latinLetters = latin;
        var most = Math.Max(Math.Max(Math.Max(greek, cyrillic), Math.Max(hebrew, arabic)), Math.Max(Math.Max(devanagari, thai), Math.Max(kana + han, hangul)));

        // CJK text needs about a third of the letters that Latin text needs for the same sentence.
        if (most == 0 || latin > 3 * most) return null;
        if (most == greek) return "el";
        if (most == cyrillic) return ukrainian > 0 ? "uk" : "ru";
        if (most == hebrew) return "he";
        if (most == arabic) return persian > 0 ? "fa" : "ar";
        if (most == devanagari) return "hi";
        if (most == thai) return "th";
        if (most == hangul) return "ko";
        return kana > 0 ? "ja" : "zh";
    }
}
