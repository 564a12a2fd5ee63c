using OptPolicy.Kernels.Tokenization.Normalization;
using OptPolicy.Kernels.Tokenization.PreTokenization;
using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.Training;

/// <summary>
/// Trains tokenizers and writes them as <c>tokenizer.json</c>, which <see cref="TokenizerFile"/> and the Hugging Face libraries
/// load. Deterministic: the same texts in the same order and the same settings give the same bytes. Memory grows with the number
/// of different words, not with the text.
/// </summary>
public static class TokenizerTrainer
{
    // Of the merges that may be learned; the rest goes to spaces joining words, which nearly every word's first part needs.
    private const double LetterShare = 0.55;

    /// <summary>Byte-level BPE with the split rule of Qwen (single digits, contractions, words with their space): every text has tokens.</summary>
    /// <param name="texts">The training texts.</param>
    /// <param name="training">Size and special tokens.</param>
    /// <returns>UTF-8 JSON of the file.</returns>
    /// <exception cref="ArgumentException">The vocabulary has no room for the special tokens and the 256 bytes.</exception>
    public static byte[] TrainByteLevel(IEnumerable<string> texts, TokenizerTraining training)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(training);
        var symbols = Start(training, 256);
        var offset = symbols.Count;
        for (var value = 0; value < 256; value++)
            symbols.Add(ByteAlphabet.CharacterOf((byte)value).ToString());

        var counter = Count(texts, training, new NormalizerChain([]), [new SplitPreTokenizer(new RegexPattern(KnownPatterns.Qwen), SplitBehavior.Isolated)]);
        var trainer = new PairTrainer(symbols, string.Concat);
        var words = counter.Words;
        foreach (var (word, count) in words)
            trainer.Add([.. System.Text.Encoding.UTF8.GetBytes(LosesSpace(word) ? word[1..] : word).Select(value => offset + value)], count);
        var merges = trainer.Train(training.JoinsSpacesLast ? offset + 256 + (int)((training.VocabularySize - offset - 256) * LetterShare) : training.VocabularySize, training.MinimumCount);
        if (training.JoinsSpacesLast)
            JoinSpaces([.. words.Index().Where(entry => LosesSpace(entry.Item.Word)).Select(entry => (trainer.HeadOf(entry.Index), entry.Item.Count))], symbols, merges, training.VocabularySize);
        return TrainedTokenizerJson.ByteLevel(training, symbols, merges);

        bool LosesSpace(string word) => training.JoinsSpacesLast && word.Length > 1 && word[0] == ' ' && word[1] != ' ';
    }

    /// <summary>Gives the parts that most often start a word after a space a symbol with that space.</summary>
    private static void JoinSpaces(IEnumerable<(int Head, long Count)> heads, List<string> symbols, List<(string Left, string Right)> merges, int size)
    {
        var space = ByteAlphabet.CharacterOf((byte)' ').ToString();
        var frequent = heads.GroupBy(head => head.Head).OrderByDescending(group => group.Sum(head => head.Count)).ThenBy(group => group.Key).Select(group => symbols[group.Key]);
        foreach (var head in frequent.Take(size - symbols.Count).ToArray())
        {
            symbols.Add(space + head);
            merges.Add((space, head));
        }
    }

    /// <summary>BPE over characters with metaspaces, whose rare characters fall back to the tokens of their bytes, as in the Llama 2 family.</summary>
    /// <param name="texts">The training texts.</param>
    /// <param name="training">Size and special tokens; <see cref="TokenizerTraining.UnknownToken"/> is added if it is not among them.</param>
    /// <returns>UTF-8 JSON of the file.</returns>
    /// <exception cref="ArgumentException">The vocabulary has no room for the special tokens, the bytes and the alphabet.</exception>
    public static byte[] TrainByteFallback(IEnumerable<string> texts, TokenizerTraining training)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(training);
        training = WithUnknown(training);
        var symbols = Start(training, 256 + training.AlphabetLimit);
        for (var value = 0; value < 256; value++)
            symbols.Add($"<0x{value:X2}>");

        var counter = Count(texts, training, new NormalizerChain([]),
            [new MetaspacePreTokenizer('\u2581', MetaspacePrefix.Always), new SplitPreTokenizer(new LiteralPattern("\u2581"), SplitBehavior.MergedWithNext)]);
        var merges = Train(counter, symbols, training, continuation: "");
        return TrainedTokenizerJson.ByteFallback(training, symbols, merges);
    }

    /// <summary>WordPiece as in BERT: words cut at white space and punctuation, parts inside a word marked <c>##</c>.</summary>
    /// <param name="texts">The training texts.</param>
    /// <param name="training">Size, case and special tokens; <see cref="TokenizerTraining.UnknownToken"/> is added if it is not among them.</param>
    /// <returns>UTF-8 JSON of the file.</returns>
    /// <exception cref="ArgumentException">The vocabulary has no room for the special tokens and the alphabet.</exception>
    public static byte[] TrainWordPiece(IEnumerable<string> texts, TokenizerTraining training)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(training);
        training = WithUnknown(training);
        var symbols = Start(training, training.AlphabetLimit);
        var normalizer = new NormalizerChain([new BertNormalizer(cleanText: true, spaceChinese: true, training.Lowercase, training.Lowercase)]);
        var counter = Count(texts, training, normalizer,
        [
            new SplitPreTokenizer(new ClassPattern(CodePoints.IsWhiteSpace), SplitBehavior.Removed),
            new SplitPreTokenizer(new ClassPattern(CodePoints.IsPunctuation), SplitBehavior.Isolated),
        ]);
        Train(counter, symbols, training, TrainedTokenizerJson.Continuation);
        return TrainedTokenizerJson.WordPiece(training, symbols);
    }

    private static TokenizerTraining WithUnknown(TokenizerTraining training) => training.SpecialTokens.Contains(training.UnknownToken, StringComparer.Ordinal)
        ? training
        : training with { SpecialTokens = [training.UnknownToken, .. training.SpecialTokens] };

    private static List<string> Start(TokenizerTraining training, int alphabet)
    {
        if (training.VocabularySize < training.SpecialTokens.Count + training.Phrases.Count + alphabet)
        {
            throw new ArgumentException(
                $"A vocabulary of {training.VocabularySize} entries has no room for {training.SpecialTokens.Count + training.Phrases.Count} special tokens and phrases and an alphabet of {alphabet}; make it larger, or lower AlphabetLimit.",
                nameof(training));
        }

        foreach (var token in (string?[])[training.BeginToken, training.EndToken])
            if (token is not null && !training.SpecialTokens.Contains(token, StringComparer.Ordinal))
                throw new ArgumentException($"{token} is not among the special tokens; add it there.", nameof(training));
        return [.. training.SpecialTokens, .. training.Phrases];
    }

    private static WordCounter Count(IEnumerable<string> texts, TokenizerTraining training, NormalizerChain normalizer, IReadOnlyList<PreTokenizer> steps)
    {
        var counter = new WordCounter(normalizer, steps, [.. training.SpecialTokens, .. training.Phrases]);
        foreach (var text in texts)
            counter.Add(text);
        return counter;
    }

    /// <summary>Merges over characters; those inside a word carry <paramref name="continuation"/>.</summary>
    private static List<(string Left, string Right)> Train(WordCounter counter, List<string> symbols, TokenizerTraining training, string continuation)
    {
        var words = counter.Words;
        var alphabet = words
            .SelectMany(entry => entry.Word.EnumerateRunes().Select(rune => (Rune: rune, entry.Count)))
            .GroupBy(entry => entry.Rune)
            .OrderByDescending(group => group.Sum(entry => entry.Count)).ThenBy(group => group.Key)
            .Take(continuation.Length == 0 ? training.AlphabetLimit : training.AlphabetLimit / 2)
            .Select(group => group.Key.ToString())
            .ToArray();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var spelling in continuation.Length == 0 ? alphabet : alphabet.Concat(alphabet.Select(letter => continuation + letter)))
        {
            ids[spelling] = symbols.Count;
            symbols.Add(spelling);
        }

        var trainer = new PairTrainer(symbols, (left, right) => string.Concat(left, right.AsSpan(continuation.Length)));
        foreach (var (word, count) in words)
        {
            // A letter outside the alphabet is a gap no merge may reach over.
            var part = new List<int>();
            foreach (var rune in word.EnumerateRunes())
            {
                var isFirst = part.Count == 0 && word.StartsWith(rune.ToString(), StringComparison.Ordinal);
                if (ids.TryGetValue(isFirst ? rune.ToString() : continuation + rune, out var id))
                {
                    part.Add(id);
                    continue;
                }

                trainer.Add([.. part], count);
                part.Clear();
            }

            trainer.Add([.. part], count);
        }

        return trainer.Train(training.VocabularySize, training.MinimumCount);
    }
}
