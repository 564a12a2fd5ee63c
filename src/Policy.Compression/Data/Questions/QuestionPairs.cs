using OptPolicy.Compression.Data.Texts;

namespace OptPolicy.Compression.Data.Questions;

/// <summary>
/// Makes pairs of questions that ask the same, and pairs that only look as if: opposites, negations, other numbers, units, dates, people,
/// places and owners, exchanged arguments, tense, before and after, more and less. Equal seeds make equal pairs.
/// </summary>
public static class QuestionPairs
{
    /// <summary>Draws pairs, family after family in turn.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="corpus">Texts that people wrote and their classes, for families of their own; empty without.</param>
    /// <param name="texts">Texts that people wrote and nobody put into classes; with <paramref name="words"/>.</param>
    /// <param name="words">Words and their relations, for questions about anything and for exchanging words of <paramref name="texts"/>.</param>
    /// <exception cref="TrainingDataException">The texts are all of one class, or there are texts and no words or the reverse.</exception>
    public static IReadOnlyList<TextPair> Draw(
        int count, ulong seed, IReadOnlyList<LabelledText>? corpus = null, IReadOnlyList<string>? texts = null, IReadOnlyList<WordRelation>? words = null)
    {
        IReadOnlyList<PairFamily> families = [.. SupportFamilies.All, .. PersonFamilies.All, .. QuantityFamilies.All];
        if (corpus is { Count: > 0 })
        {
            if (corpus.All(t => t.Label == corpus[0].Label))
                throw new TrainingDataException("the texts are all of one class: those of others are what theirs are told from");
            families = [.. families, .. Repeated(new CorpusFamilies(corpus).All, 2)];
        }

        var (hasTexts, hasWords) = (texts is { Count: > 0 }, words is { Count: > 1 });
        if (hasTexts != hasWords)
            throw new TrainingDataException("texts without classes and words with their relations are used together: give both or neither");
        if (hasTexts)
            families = [.. families, .. Repeated(new WrittenFamilies(texts!, words!).All, 4), .. Repeated(new OpenFamilies(words!).All, 3)];

        var draw = new PairDraw(seed);
        return [.. Enumerable.Range(0, count).Select(i => families[i % families.Count].Draw(draw))];
    }

    // What is common in traffic is drawn more often than what is rare in it.
    private static IEnumerable<PairFamily> Repeated(IReadOnlyList<PairFamily> families, int times) => Enumerable.Repeat(families, times).SelectMany(f => f);

    /// <summary>The families that need no corpus.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. SupportFamilies.All.Concat(PersonFamilies.All).Concat(QuantityFamilies.All).Select(f => f.Name)];
}
