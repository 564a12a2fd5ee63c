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
    /// <exception cref="TrainingDataException">The texts are all of one class.</exception>
    public static IReadOnlyList<TextPair> Draw(int count, ulong seed, IReadOnlyList<LabelledText>? corpus = null)
    {
        IReadOnlyList<PairFamily> families = [.. SupportFamilies.All, .. PersonFamilies.All, .. QuantityFamilies.All];
        if (corpus is { Count: > 0 })
        {
            if (corpus.All(t => t.Label == corpus[0].Label))
                throw new TrainingDataException("the texts are all of one class: those of others are what theirs are told from");
            families = [.. families, .. new CorpusFamilies(corpus).All, .. new CorpusFamilies(corpus).All];
        }

        var draw = new PairDraw(seed);
        return [.. Enumerable.Range(0, count).Select(i => families[i % families.Count].Draw(draw))];
    }

    /// <summary>The families that need no corpus.</summary>
    public static IReadOnlyList<string> Families { get; } = [.. SupportFamilies.All.Concat(PersonFamilies.All).Concat(QuantityFamilies.All).Select(f => f.Name)];
}
