namespace OptPolicy.Compression.Data;

/// <summary>
/// Varies tool calls: a value that the user said is replaced, in the question and in the call, by what another user said for the same argument, by a
/// known value of it, or by words drawn at random, which only copying gets right.
/// </summary>
public sealed class ArgumentSwaps
{
    // Of the arguments of a call that is varied.
    private const double ReplacedShare = 0.6;
    private const double KnownShare = 0.5;
    private const int InventedWordsMax = 3;

    private readonly Pattern?[] _patterns;
    private readonly IReadOnlyList<Conversation> _conversations;
    private readonly Dictionary<string, string[]> _values;
    private readonly string[] _words;
    private readonly ValueVariation _variation;

    /// <summary>Collects the values and words that <paramref name="conversations"/> have.</summary>
    /// <param name="conversations">Those to vary.</param>
    /// <param name="variation">How many of them, and what by.</param>
    public ArgumentSwaps(IReadOnlyList<Conversation> conversations, ValueVariation variation)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        (_conversations, _variation) = (conversations, variation);
        _patterns = [.. conversations.Select(Pattern.Of)];
        _values = _patterns.OfType<Pattern>().SelectMany(p => p.Call.Arguments).GroupBy(a => a.Name, a => a.Value, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        _words = [.. _patterns.OfType<Pattern>().SelectMany(p => p.Words).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>One of the conversations, varied or as it is. The same seed gives the same.</summary>
    public Conversation Vary(int index, ulong seed)
    {
        var random = new SplitMix(seed);
        if (_patterns[index] is not { } pattern || random.Share() >= _variation.Share)
            return _conversations[index];

        var replacements = new string?[pattern.Call.Arguments.Count];
        for (var i = 0; i < replacements.Length; i++)
        {
            if (pattern.Places[i] >= 0 && random.Share() < ReplacedShare)
                replacements[i] = Draw(pattern.Call.Arguments[i].Name, ref random);
        }

        return pattern.With(_conversations[index], replacements);
    }

    private string Draw(string argument, ref SplitMix random)
    {
        if (random.Share() >= _variation.InventedShare)
        {
            var values = _variation.Known.TryGetValue(argument, out var known) && random.Share() < KnownShare ? known : _values[argument];
            return values[random.Below(values.Length)];
        }

        var words = new string[1 + random.Below(InventedWordsMax)];
        for (var i = 0; i < words.Length; i++)
            words[i] = _words[random.Below(_words.Length)];
        return string.Join(' ', words);
    }

    /// <summary>A question whose call's values stand in it.</summary>
    /// <param name="Words">The question.</param>
    /// <param name="Call">The answer.</param>
    /// <param name="Places">Where each argument's value starts in the question; -1 where that is not certain.</param>
    private sealed record Pattern(string[] Words, ToolCall Call, int[] Places)
    {
        public static Pattern? Of(Conversation conversation)
        {
            if (conversation.Messages is not [.., { Role: "user" } question, { Role: "assistant" } answer] || !ToolCall.TryParse(answer.Content, out var call))
                return null;

            var words = question.Content.Split(' ');
            int[] places = [.. call.Arguments.Select(a => OnlyPlace(words, a.Value.Split(' ')))];
            var taken = new bool[words.Length];
            for (var i = 0; i < places.Length; i++)
            {
                var length = call.Arguments[i].Value.Split(' ').Length;
                if (places[i] < 0)
                    continue;
                if (taken.AsSpan(places[i], length).Contains(value: true))
                    places[i] = -1;
                else
                    taken.AsSpan(places[i], length).Fill(value: true);
            }

            return new Pattern(words, call, places);
        }

        public Conversation With(Conversation original, string?[] replacements)
        {
            var words = new List<string>();
            for (var i = 0; i < Words.Length; i++)
            {
                var argument = Array.IndexOf(Places, i);
                if (argument < 0 || replacements[argument] is not { } replacement)
                {
                    words.Add(Words[i]);
                    continue;
                }

                words.Add(replacement);
                i += Call.Arguments[argument].Value.Split(' ').Length - 1;
            }

            var call = Call with { Arguments = [.. Call.Arguments.Select((a, i) => a with { Value = replacements[i] ?? a.Value })] };
            return new([.. original.Messages.SkipLast(2), new("user", string.Join(' ', words)), new("assistant", call.ToMarkup())]);
        }

        private static int OnlyPlace(string[] words, string[] value)
        {
            var found = -1;
            for (var i = 0; i + value.Length <= words.Length; i++)
            {
                if (!words.AsSpan(i, value.Length).SequenceEqual(value))
                    continue;
                if (found >= 0)
                    return -1;
                found = i;
            }

            return found;
        }
    }
}
