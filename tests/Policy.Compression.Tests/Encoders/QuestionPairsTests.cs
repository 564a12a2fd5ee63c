using OptPolicy.Compression.Data;
using OptPolicy.Compression.Data.Questions;
using OptPolicy.Compression.Data.Texts;

namespace OptPolicy.Compression.Tests.Encoders;

public sealed class QuestionPairsTests
{
    private static readonly LabelledText[] Corpus =
    [
        new("where is my card", "card"), new("my card has not arrived yet", "card"), new("has my card been lost", "card"),
        new("where is my refund", "refund"), new("my refund has not arrived yet", "refund"), new("what is the rate today", "rate"),
    ];

    private static readonly string[] Texts = ["how do I buy a car by 9 am", "can I buy the car with my card"];

    private static readonly WordRelation[] Relations = [new("buy", "verb", ["order"], [], ["sell"]), new("car", "noun", [], ["bike"], []), new("card", "noun", [], ["bike pass"], [])];

    [Fact]
    public void EqualSeedsMakeEqualPairs()
    {
        Assert.Equal(QuestionPairs.Draw(300, 7, Corpus), QuestionPairs.Draw(300, 7, Corpus));
        Assert.NotEqual(QuestionPairs.Draw(300, 7, Corpus), QuestionPairs.Draw(300, 8, Corpus));
    }

    [Fact]
    public void EveryFamilyIsDrawnAndBothLabelsAreCommon()
    {
        var pairs = QuestionPairs.Draw(3_000, 1);
        Assert.Equal(QuestionPairs.Families.Order(StringComparer.Ordinal), pairs.Select(p => p.Family!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.InRange(pairs.Count(p => p.Label == TextPair.Same) / 3_000.0, 0.3, 0.6);
    }

    [Fact]
    public void DifferentQuestionsNeverReadTheSame()
    {
        var same = QuestionPairs.Draw(20_000, 3, Corpus).Where(p => p.Label == TextPair.Different && Bare(p.First) == Bare(p.Second)).ToArray();
        Assert.Empty(same);
    }

    [Theory]
    [InlineData("other number")]
    [InlineData("other person")]
    [InlineData("other place")]
    [InlineData("negation")]
    [InlineData("opposite verb")]
    [InlineData("tense")]
    [InlineData("other owner")]
    [InlineData("he and she", TextPair.Different, TextPair.Same)]
    [InlineData("active and passive", TextPair.Different, TextPair.Same)]
    [InlineData("and and or", TextPair.Different, TextPair.Same)]
    [InlineData("mutual relation", TextPair.Same)]
    [InlineData("synonymous verb", TextPair.Same)]
    public void FamilyHasTheLabelsThatItsNameSays(string family, params string[] labels)
    {
        var found = QuestionPairs.Draw(4_000, 5).Where(p => p.Family == family).Select(p => p.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(labels is [] ? [TextPair.Different] : labels, found);
    }

    [Fact]
    public void ExchangedArgumentsKeepTheirWords()
    {
        var exchanged = QuestionPairs.Draw(6_000, 2).Where(p => p.Family == "one-way relation" && p.Label == TextPair.Different).ToArray();
        Assert.NotEmpty(exchanged);
        Assert.All(exchanged.Where(p => Words(p.First).Length == Words(p.Second).Length).Take(20), p => Assert.NotEqual(Words(p.First), Words(p.Second)));
    }

    [Fact]
    public void WrittenTextIsPairedWithItselfAndWithWhatItDoesNotAsk()
    {
        var pairs = QuestionPairs.Draw(6_000, 4, texts: Texts, words: Relations);

        Assert.All(pairs.Where(p => p.Family == "written text and itself"), p => Assert.Equal((Bare(p.First), TextPair.Same), (Bare(p.Second), p.Label)));
        Assert.All(Of("written text, word of the same meaning"), p => Assert.Contains("order", p, StringComparison.Ordinal));
        Assert.All(Of("written text, opposite word"), p => Assert.Contains("sell", p, StringComparison.Ordinal));
        Assert.All(Of("written text, other word of its kind"), p => Assert.Contains("bike", p, StringComparison.Ordinal));
        Assert.All(Of("written text, small change that decides"), p => Assert.Matches("not|n't|without|after|why|when|where|brother|your|boss|her|sister|they|must|could|\\d", p));

        IEnumerable<string> Of(string family)
        {
            var found = pairs.Where(p => p.Family == family && Bare(p.First) != Bare(p.Second)).Select(p => $"{p.First} | {p.Second}".ToLowerInvariant()).ToArray();
            Assert.NotEmpty(found);
            return found;
        }
    }

    [Fact]
    public void OtherBeginningKeepsWhatIsAsked()
    {
        var pairs = QuestionPairs.Draw(3_000, 6, texts: Texts, words: Relations).Where(p => p.Family == "written text, other beginning").ToArray();
        Assert.All(pairs, p => Assert.Equal(TextPair.Same, p.Label));
        Assert.True(pairs.Select(p => Bare(p.First)).Concat(pairs.Select(p => Bare(p.Second))).Distinct(StringComparer.Ordinal).Count() > 20);
    }

    [Fact]
    public void TextsWithoutWordsAreRefused() =>
        Assert.Throws<TrainingDataException>(() => QuestionPairs.Draw(10, 1, texts: Texts));

    [Fact]
    public void TextsOfOneClassAreRefused() =>
        Assert.Throws<TrainingDataException>(() => QuestionPairs.Draw(10, 1, [new("a b", "x"), new("c d", "x")]));

    private static string Bare(string text) => text.ToLowerInvariant().TrimEnd('?');

    private static string[] Words(string text) => Bare(text).Split(' ');
}
