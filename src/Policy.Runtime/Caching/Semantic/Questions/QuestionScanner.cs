using System.Globalization;

namespace OptPolicy;

/// <summary>Reads one question from left to right. Used once.</summary>
internal sealed class QuestionScanner(string text)
{
    private const string OpeningMarks = "([{<\"'“‘«*#", ClosingMarks = ")]}>\"'”’».,;:!?*…";
    private const string WordSeparators = "-/–—,.()…";

    private const int TitleWords = 4;

    private readonly List<QuestionWord> _words = [];
    private readonly List<Quantity> _quantities = [];
    private readonly List<string> _dates = [];
    private readonly List<string> _literals = [];
    private decimal? _number;
    private bool _startsSentence = true;

    public QuestionText Scan()
    {
        var unquoted = QuotedText.Take(text, _literals).AsSpan();
        var shouts = !HasLowerCase(unquoted) || IsTitleCase(unquoted);
        foreach (var chunk in new Chunks(unquoted))
        {
            var core = chunk.TrimStart(OpeningMarks).TrimEnd(ClosingMarks);
            if (core.Length > 0)
                Chunk(core, shouts);
            if (chunk[^1] is '.' or '!' or '?')
                EndSentence();
        }

        EndNumber("");
        _quantities.Sort(static (a, b) => a.Value != b.Value ? a.Value.CompareTo(b.Value) : string.CompareOrdinal(a.Unit, b.Unit));
        _dates.Sort(StringComparer.Ordinal);
        _literals.Sort(StringComparer.Ordinal);
        return new QuestionText(_words, _quantities, _dates, _literals);
    }

    private void Chunk(ReadOnlySpan<char> chunk, bool shouts)
    {
        if (chunk.ContainsAnyInRange('0', '9'))
        {
            Digits(Lower(chunk));
        }
        else if (IsLiteral(chunk, shouts))
        {
            EndNumber("");
            var lower = Lower(chunk);
            _literals.Add(lower);
            Add(lower, isName: false);
        }
        else
        {
            foreach (var part in chunk.SplitAny(WordSeparators))
            {
                if (chunk[part] is { Length: > 0 } word)
                    Word(word, shouts);
            }
        }

        _startsSentence = false;
    }

    private void Digits(string lower)
    {
        if (WrittenNumber.Time(lower) is { } time)
        {
            EndNumber("");
            AddDate(time);
        }
        else if (WrittenNumber.Date(lower) is { } date)
        {
            EndNumber("");
            AddDate(date);
        }
        else if (WrittenNumber.Quantity(lower) is { } quantity)
        {
            EndNumber("");
            if (quantity.Unit.Length == 0)
                _number = quantity.Value;
            else
                AddQuantity(quantity);
        }
        else
        {
            EndNumber("");
            _literals.Add(lower);
        }
    }

    private void Word(ReadOnlySpan<char> part, bool shouts)
    {
        var lower = Lower(part);
        if (lower.Contains('’', StringComparison.Ordinal))
            lower = lower.Replace('’', '\'');
        var isName = !shouts && !_startsSentence && char.IsUpper(part[0]) && part is not "I" && !lower.StartsWith("i'", StringComparison.Ordinal)
            || !shouts && part.Length > 1 && AreCapitals(part);
        var plain = lower.Replace("'", "", StringComparison.Ordinal);
        if (FunctionWords.Contractions.TryGetValue(plain, out var words))
        {
            foreach (var word in words)
                Plain(word, isName);
        }
        else if (lower.IndexOf('\'', StringComparison.Ordinal) is > 0 and var apostrophe)
        {
            WrittenOut(lower, plain, apostrophe, isName);
        }
        else if (plain.Length > 0)
        {
            Plain(plain, isName);
        }
    }

    private void WrittenOut(string word, string plain, int apostrophe, bool isName)
    {
        var (head, auxiliary) = word.EndsWith("n't", StringComparison.Ordinal) ? (word[..^3], "not") : word[(apostrophe + 1)..] switch
        {
            "s" or "" => (word[..apostrophe], null),
            "re" => (word[..apostrophe], "are"),
            "ll" => (word[..apostrophe], "will"),
            "ve" => (word[..apostrophe], "have"),
            "d" => (word[..apostrophe], "would"),
            "m" => (word[..apostrophe], "am"),
            _ => (plain, null),
        };
        Plain(head, isName);
        if (auxiliary is not null)
            Plain(auxiliary, isName);
    }

    private void Plain(string word, bool isName)
    {
        if (NumberWords.Multipliers.TryGetValue(word, out var factor))
        {
            _number = (_number ?? 1) * factor;
        }
        else if (NumberWords.Cardinals.TryGetValue(word, out var value))
        {
            // "twenty five" is one number; "two 5" are two.
            if (_number is { } tens && tens >= 20 && tens % 10 == 0 && (value < 10 || tens % 100 == 0))
            {
                _number = tens + value;
            }
            else
            {
                EndNumber("");
                _number = value;
            }
        }
        else if (NumberWords.Ordinals.TryGetValue(word, out var place))
        {
            EndNumber("");
            AddQuantity(new Quantity(place, "th"));
        }
        else if (_number is not null && NumberWords.Units.TryGetValue(word, out var unit))
        {
            EndNumber(unit);
        }
        else
        {
            EndNumber("");
            if (NumberWords.Days.TryGetValue(word, out var day) && (word.Length > 3 || isName))
                AddDate(day);
            else
                Add(word, isName);
        }
    }

    private void Add(string word, bool isName) =>
        _words.Add(new QuestionWord(word, WordStem.Of(word), !FunctionWords.All.Contains(word), isName && !FunctionWords.All.Contains(word)));

    private void AddQuantity(Quantity quantity)
    {
        _quantities.Add(quantity);
        AddValue(quantity.ToString());
    }

    private void AddDate(string date)
    {
        _dates.Add(date);
        AddValue(date);
    }

    // Values have guards of their own and are no content words; their place among the words counts all the same.
    private void AddValue(string value) => _words.Add(new QuestionWord(value, value, IsContent: false, IsName: false) { IsValue = true });

    private void EndNumber(string unit)
    {
        if (_number is { } number)
            AddQuantity(new Quantity(number, unit));
        _number = null;
    }

    private void EndSentence()
    {
        EndNumber("");
        _startsSentence = true;
    }

    private static string Lower(ReadOnlySpan<char> text) =>
        string.Create(text.Length, text, static (lower, written) => written.ToLowerInvariant(lower));

    private static bool AreCapitals(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsUpper(letter))
                return false;
        }

        return true;
    }

    private static bool IsLiteral(ReadOnlySpan<char> chunk, bool shouts)
    {
        if (chunk.IndexOfAny("_\\@=$#") >= 0 || chunk.Contains("::", StringComparison.Ordinal) || chunk.Contains("://", StringComparison.Ordinal) || chunk[0] is '-')
            return true;
        if (chunk[0] is '/' || chunk.Contains("()", StringComparison.Ordinal))
            return true;
        var dot = chunk.IndexOf('.');
        if (dot > 0 && dot < chunk.Length - 1 && char.IsLetter(chunk[dot + 1]) && chunk.Length > 4)
            return true;
        // camelCase and PascalCase, unless the whole text plays with capitals.
        return !shouts && chunk[1..].ContainsAnyInRange('A', 'Z') && chunk.ContainsAnyInRange('a', 'z') && !chunk.ContainsAny("-/'’");
    }

    private static bool HasLowerCase(ReadOnlySpan<char> s)
    {
        foreach (var letter in s)
        {
            if (char.IsLower(letter))
                return true;
        }

        return false;
    }

    /// <summary>"How to Reset a Password" as headlines write it; in "Is Ann Lee anxious?" and "What is the Amazon River?" capitals make names.</summary>
    private static bool IsTitleCase(ReadOnlySpan<char> s)
    {
        var (content, capitalFunctions, place) = (0, 0, -1);
        foreach (var chunk in new Chunks(s))
        {
            place++;
            var word = chunk.Trim(OpeningMarks + ClosingMarks);
            if (word.Length == 0 || !char.IsLetter(word[0]))
                continue;
            var isFunction = FunctionWords.IsOne(word);
            if (!isFunction && char.IsLower(word[0]))
                return false;
            content += isFunction ? 0 : 1;
            capitalFunctions += isFunction && place > 0 && word is not "I" && char.IsUpper(word[0]) ? 1 : 0;
        }

        return content >= TitleWords || content > 0 && capitalFunctions > 0;
    }

    /// <summary>The pieces of a text between white space.</summary>
    private ref struct Chunks(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Chunks GetEnumerator() => this;

        public bool MoveNext()
        {
            _rest = _rest.TrimStart();
            var end = 0;
            while (end < _rest.Length && !char.IsWhiteSpace(_rest[end]))
                end++;
            Current = _rest[..end];
            _rest = _rest[end..];
            return end > 0;
        }
    }
}
