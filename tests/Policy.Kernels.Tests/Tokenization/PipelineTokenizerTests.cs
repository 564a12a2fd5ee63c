using System.Text;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Tests.Tokenization;

public sealed class PipelineTokenizerTests
{
    private static readonly object[] Added =
    [
        new { id = 256, content = "<|end|>", special = true },
        new { id = 257, content = "<tool>", special = false },
    ];

    [Fact]
    public void AddedTokensAreFoundWhetherSpecialOrNot()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel([], Added));
        Assert.Equal([.. tokenizer.Encode("a"), 256, .. tokenizer.Encode("b"), 257], tokenizer.Encode("a<|end|>b<tool>"));
        Assert.Equal((true, false), (tokenizer.IsSpecial(256), tokenizer.IsSpecial(257)));
        Assert.Equal((256, 257, null), (tokenizer.Find("<|end|>"), tokenizer.Find("<tool>"), tokenizer.Find("<none>")));
        Assert.Equal(258, tokenizer.VocabularySize);
    }

    [Fact]
    public void SpecialTokensLeaveTextOnlyOnDemand()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel([], Added));
        var ids = tokenizer.Encode("a<|end|>b<tool>");
        Assert.Equal("ab<tool>", tokenizer.Decode(ids));
        Assert.Equal("a<|end|>b<tool>", tokenizer.Decode(ids, skipSpecialTokens: false));
    }

    [Fact]
    public void LoneSurrogatesAreReplacementCharacters()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel([]));
        Assert.Equal(tokenizer.Encode("a\uFFFDb\uFFFD"), tokenizer.Encode("a\uD800b\uDC00"));
    }

    [Fact]
    public void IdsOutsideTheVocabularyLeaveNothing()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel([]));
        Assert.Equal("", tokenizer.Decode([-1, 100_000]));
        Assert.True(tokenizer.BytesOf(-1).IsEmpty);
        Assert.True(tokenizer.BytesOf(100_000).IsEmpty);
    }

    [Theory]
    [InlineData("byte-level")]
    [InlineData("byte-fallback")]
    public void BytesOfTokensInARowAreTheText(string kind)
    {
        const string text = "The table: 3 × 4 = 12, 日本 👩‍👩‍👧 \n end";
        var tokenizer = TinyTokenizers.Parse(ParityTokenizers.Build([text, "The table of the end and the text"])[kind]);
        var bytes = tokenizer.Encode(text).SelectMany(id => tokenizer.BytesOf(id).ToArray()).ToArray();
        Assert.Equal(text, Encoding.UTF8.GetString(bytes).TrimStart(' '));
        Assert.All(Enumerable.Range(0, tokenizer.VocabularySize).Where(tokenizer.IsSpecial), id => Assert.True(tokenizer.BytesOf(id).IsEmpty));
    }

    [Fact]
    public void ManyThreadsGetTheSameIds()
    {
        var tokenizer = TinyTokenizers.Parse(TinyTokenizers.ByteLevel(["t h", "th e", "a n", "an d"], Added));
        var texts = Enumerable.Range(0, 200).Select(i => $"the {i} and <tool> then {i * i} — ünïcode {(char)('a' + (i % 26))}").ToArray();
        var expected = texts.Select(text => tokenizer.Encode(text)).ToArray();
        var other = TinyTokenizers.Parse(TinyTokenizers.ByteLevel(["t h", "th e", "a n", "an d"], Added));
        Parallel.For(0, texts.Length * 4, i => Assert.Equal(expected[i % texts.Length], other.Encode(texts[i % texts.Length])));
    }

    [Fact]
    public void LongTextsNeedNoQuadraticTime()
    {
        var kinds = ParityTokenizers.Build(["a aa aaa aaaa", "b c d"]);
        foreach (var kind in (string[])["byte-level", "byte-fallback", "WordPiece", "Unigram"])
        {
            var tokenizer = TinyTokenizers.Parse(kinds[kind]);
            foreach (var text in (string[])[new string('a', 200_000), new string(' ', 200_000), new string('\n', 200_000), string.Concat(Enumerable.Repeat("a ", 100_000)), string.Concat(Enumerable.Repeat("e\u0301", 50_000))])
                Assert.InRange(tokenizer.Encode(text).Length, 0, text.Length * 2);
        }
    }

    [Fact]
    public void EmptyTextHasNoTokensButItsFrame()
    {
        var tokenizer = TinyTokenizers.Parse(ParityTokenizers.Build(["a b"])["byte-level"]);
        Assert.Empty(tokenizer.Encode(""));
        Assert.Equal([0], tokenizer.Encode("", addSpecialTokens: true));
    }
}
