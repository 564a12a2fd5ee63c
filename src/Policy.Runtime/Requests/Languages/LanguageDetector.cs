using System.Numerics;

namespace OptPolicy;

/// <summary>Tells the language of a text from its script and its commonest words.</summary>
/// <remarks>
/// No allocation. Knows twelve European languages in Latin script by their stop-words, and languages with a script of their
/// own. Answers <c>und</c> rather than guess: a policy's language rule must not fire by chance. At most the first 2,000
/// characters are read.
/// </remarks>
public static class LanguageDetector
{
    /// <summary>The answer for a text whose language is unclear.</summary>
    public const string Undetermined = "und";

    private const int CharactersRead = 2_000;
    private const int WordLengthMax = 24;

    /// <summary>The ISO 639-1 code of the text's language, or <see cref="Undetermined"/>.</summary>
    public static string Detect(ReadOnlySpan<char> text)
    {
        if (text.Length > CharactersRead) text = text[..CharactersRead];
        return ScriptLanguage.Detect(text, out var latinLetters) is { } own ? own
            : latinLetters == 0 ? Undetermined
            : DetectLatin(text);
    }

    private static string DetectLatin(ReadOnlySpan<char> text)
    {
        Span<int> scores = stackalloc int[StopWords.Languages.Length];
        scores.Clear();
        var lookup = StopWords.ByWord.GetAlternateLookup<ReadOnlySpan<char>>();
        var i = 0;
        while (i < text.Length)
        {
            if (!IsWordCharacter(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && IsWordCharacter(text[i])) i++;
            var word = text[start..i];
            Add(scores, StopWords.OfLetters(word), 1);
            if (word.Length <= WordLengthMax && lookup.TryGetValue(word, out var languages))
            {
                // A word of one language decides more than one that several share.
                Add(scores, languages, BitOperations.PopCount(languages) == 1 ? 3 : 1);
            }
        }

        var best = -1;
        var tie = false;
        for (var l = 0; l < scores.Length; l++)
        {
            if (scores[l] == 0) continue;
            if (best < 0 || scores[l] > scores[best]) (best, tie) = (l, false);
            else if (scores[l] == scores[best]) tie = true;
        }

        return best < 0 || tie ? Undetermined : StopWords.Languages[best];
    }

    private static void Add(Span<int> scores, uint languages, int weight)
    {
        while (languages != 0)
        {
            scores[BitOperations.TrailingZeroCount(languages)] += weight;
            languages &= languages - 1;
        }
    }

    private static bool IsWordCharacter(char c) => char.IsLetter(c) || c is '\'' or '\u2019';
}
