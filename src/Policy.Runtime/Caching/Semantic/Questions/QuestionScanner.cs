using System.Globalization;

namespace OptPolicy;

/// <summary>Reads one question from left to right. Used once.</summary>
internal sealed class QuestionScanner(string text)
{
    private const string OpeningMarks = "([{<\"'“‘«*#", ClosingMarks = ")]}>\"'”’».,;:!?*…";

    private const int TitleWords = 4;

    private readonly List<QuestionWord> _words = [];
    private readonly List<Quantity> _quantities = [];
    private readonly List<string> _dates = [];
    private readonly List<string> _literals = [];
    private decimal? _number;
    private bool _startsSentence = true;

    public QuestionText Scan()
    {
        var unquoted = QuotedText.Take(text, _literals);
        var shouts = !HasLowerCase(unquoted) || IsTitleCase(unquoted);
        foreach (var chunk in unquoted.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var core = chunk.TrimStart([.. OpeningMarks]).TrimEnd([.. ClosingMarks]);
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

    private void Chunk(string chunk, bool shouts)
    {
        if (chunk.AsSpan().ContainsAnyInRange('0', '9'))
        {
            Digits(chunk);
        }
        else if (IsLiteral(chunk, shouts))
        {
            EndNumber("");
            _literals.Add(chunk.ToLowerInvariant());
            Add(chunk.ToLowerInvariant(), isName: false);
        }
        else
        {
            foreach (var part in chunk.Split((char[])['-', '/', '–', '—', ',', '.', '(', ')', '…'], StringSplitOptions.RemoveEmptyEntries))
                Word(part, shouts);
        }

        _startsSentence = false;
    }

    private void Digits(string chunk)
    {
        var lower = chunk.ToLowerInvariant();
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

    private void Word(string part, bool shouts)
    {
        var lower = part.ToLowerInvariant().Replace('’', '\'');
        var name = !shouts && !_startsSentence && char.IsUpper(part[0]) && part != "I" && !lower.StartsWith("i'", StringComparison.Ordinal)
            || !shouts && part.Length > 1 && part.All(char.IsUpper);
        foreach (var word in WrittenOut(lower))
            Plain(word, name);
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

    private static IEnumerable<string> WrittenOut(string word)
    {
        var plain = word.Replace("'", "", StringComparison.Ordinal);
        if (FunctionWords.Contractions.TryGetValue(plain, out var words))
            return words;
        if (word.EndsWith("n't", StringComparison.Ordinal))
            return [word[..^3], "not"];
        var apostrophe = word.IndexOf('\'', StringComparison.Ordinal);
        if (apostrophe <= 0)
            return plain.Length == 0 ? [] : [plain];

        var head = word[..apostrophe];
        return word[(apostrophe + 1)..] switch
        {
            "s" or "" => [head],
            "re" => [head, "are"],
            "ll" => [head, "will"],
            "ve" => [head, "have"],
            "d" => [head, "would"],
            "m" => [head, "am"],
            _ => [plain],
        };
    }

    private static bool IsLiteral(string chunk, bool shouts)
    {
        if (chunk.AsSpan().IndexOfAny("_\\@=$#") >= 0 || chunk.Contains("::", StringComparison.Ordinal) || chunk.Contains("://", StringComparison.Ordinal) || chunk.StartsWith('-'))
            return true;
        if (chunk.StartsWith('/') || chunk.Contains("()", StringComparison.Ordinal))
            return true;
        var dot = chunk.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && dot < chunk.Length - 1 && char.IsLetter(chunk[dot + 1]) && chunk.Length > 4)
            return true;
        // camelCase and PascalCase, unless the whole text plays with capitals.
        return !shouts && chunk.AsSpan(1).ContainsAnyInRange('A', 'Z') && chunk.AsSpan().ContainsAnyInRange('a', 'z') && !chunk.AsSpan().ContainsAny("-/'’");
    }

    private static bool HasLowerCase(string s) => s.Any(char.IsLower);

    /// <summary>"How to Reset a Password" as headlines write it; in "Is Ann Lee anxious?" and "What is the Amazon River?" capitals make names.</summary>
    private static bool IsTitleCase(string s)
    {
        var (content, capitalFunctions) = (0, 0);
        var words = s.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i].Trim([.. OpeningMarks, .. ClosingMarks]);
            if (word.Length == 0 || !char.IsLetter(word[0]))
                continue;
            var isFunction = FunctionWords.All.Contains(word.ToLowerInvariant());
            if (!isFunction && char.IsLower(word[0]))
                return false;
            content += isFunction ? 0 : 1;
            capitalFunctions += isFunction && i > 0 && word != "I" && char.IsUpper(word[0]) ? 1 : 0;
        }

        return content >= TitleWords || content > 0 && capitalFunctions > 0;
    }
}
