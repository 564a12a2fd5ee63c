namespace OptPolicy.Runtime.Tests.Retrieval;

public class PassageSplitterTests
{
    [Fact]
    public void APassageNeverCrossesAHeadingAndNamesThoseAboveIt()
    {
        var passages = Split("# Shop\nWelcome.\n\n## Refunds\nWithin 30 days.\n\nShipping\n--------\nOn Mondays.\n", 50);
        Assert.Equal([new("Shop", "Welcome."), new("Shop > Refunds", "Within 30 days."), new("Shop > Shipping", "On Mondays.")], passages);
    }

    [Fact]
    public void BlocksArePackedUpToTheLimitAndTheNextPassageRepeatsTheEnd()
    {
        var passages = Split("one two three\n\nfour five\n\nsix seven eight", 5, overlap: 2);
        Assert.Equal(["one two three\n\nfour five", "four five\n\nsix seven eight"], passages.Select(p => p.Text));
    }

    [Fact]
    public void ABlockOfCodeStaysWholeAndItsHashesAreNoHeadings()
    {
        var passages = Split("# A\nwords before it\n\n```sh\n# not a heading\nrun this\n\nand that\n```\nwords after it", 11, overlap: 0);
        Assert.Equal(["words before it", "```sh\n# not a heading\nrun this\n\nand that\n```", "words after it"], passages.Select(p => p.Text));
    }

    [Fact]
    public void EveryPartOfALongBlockOfCodeIsFenced()
    {
        var passages = Split("```\na b c\nd e f\ng h i\n```", 8, overlap: 0);
        Assert.Equal(["```\na b c\nd e f\n```", "```\ng h i\n```"], passages.Select(p => p.Text));
        Assert.Equal(["```\na b\n```", "```\nc d\n```"], Split("```\na b\nc d", 4, overlap: 0).Select(p => p.Text));
    }

    [Fact]
    public void EveryPartOfALongTableHasItsHead()
    {
        var passages = Split("| n | v |\n|---|---|\n| a | b |\n| c | d |\n| e | f |", 9, overlap: 0);
        Assert.All(passages, p => Assert.StartsWith("| n | v |\n|---|---|\n| ", p.Text, StringComparison.Ordinal));
        Assert.Equal(["| a | b |", "| c | d |", "| e | f |"], passages.SelectMany(p => p.Text.Split('\n')[2..]));
    }

    [Fact]
    public void LongProseIsCutBetweenSentencesAndALineWithoutAnyBetweenWords()
    {
        Assert.Equal(["One two three.", "Four five six!", "Seven."], Split("One two three. Four five six! Seven.", 3, overlap: 0).Select(p => p.Text));
        var text = string.Join(' ', Enumerable.Range(1, 100).Select(i => $"w{i}"));
        var parts = Split(text, 10, overlap: 0);
        Assert.All(parts, p => Assert.InRange(WordVectors.Count(p.Text), 1, 10));
        Assert.Equal(text, string.Join(' ', parts.Select(p => p.Text)));
    }

    [Fact]
    public void NoTextIsLostAndNothingIsLongerThanTheLimit()
    {
        var random = new Random(5);
        string[] pieces = ["# H\n", "word ", "Sentence. ", "\n\n", "```\ncode here\n```\n", "| a | b |\n", "\n", "- item\n", "😀", "====\n", "---\n"];
        for (var round = 0; round < 200; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var passage in Split(text, 8, overlap: 2))
            {
                Assert.NotEmpty(passage.Text.Trim());
                Assert.True(char.IsLowSurrogate(passage.Text[^1]) || !char.IsSurrogate(passage.Text[^1]));
            }
        }
    }

    [Fact]
    public void MetadataOfSiteGeneratorsIsNoText() => Assert.Equal(["Hello."], Split("---\ntitle: x\n---\nHello.", 20).Select(p => p.Text));

    private static List<Passage> Split(string text, int limit, int overlap = 0) =>
        new PassageSplitter(new IndexOptions { PassageTokens = limit, OverlapTokens = overlap }, WordVectors.Count).Split(MarkdownBlocks.Of(text));
}
