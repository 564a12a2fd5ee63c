using OptPolicy.Kernels.Tokenization;
using OptPolicy.Kernels.Tokenization.Training;

namespace OptPolicy.Kernels.Tests.Tokenization;

public sealed class TokenizerTrainerTests
{
    private static readonly string[] Texts =
    [
        "the cat sat on the mat", "the dog and the cat", "<|im_end|>the mat<|im_end|>", "1234 and 1234", "naïve café déjà vu", "cats, dogs; mats!",
    ];

    [Fact]
    public void SpecialTokensComeFirstAndThenTheBytes()
    {
        var tokenizer = Train(new TokenizerTraining { VocabularySize = 265, SpecialTokens = ["<|endoftext|>", "<|im_end|>"] });
        Assert.Equal(0, tokenizer.Find("<|endoftext|>"));
        Assert.Equal([1], tokenizer.Encode("<|im_end|>"));
        Assert.True(tokenizer.IsSpecial(1));
        Assert.Equal(2, tokenizer.Find("Ā"));
        Assert.Equal(265, tokenizer.VocabularySize);
    }

    [Fact]
    public void FrequentWordsBecomeOneToken()
    {
        var tokenizer = Train(new TokenizerTraining { VocabularySize = 300 });
        Assert.Single(tokenizer.Encode(" the"));
        Assert.Single(tokenizer.Encode("the"));
        Assert.Equal(4, tokenizer.Encode("1234").Length);
    }

    [Fact]
    public void SpecialTokenInTextTeachesNoMerges()
    {
        var training = new TokenizerTraining { VocabularySize = 400, SpecialTokens = ["<|im_end|>"] };
        var marked = TokenizerTrainer.TrainByteLevel([.. Enumerable.Repeat("<|im_end|>", 50)], training);
        Assert.Equal(257, TokenizerFile.Parse(marked).VocabularySize);
    }

    [Fact]
    public void PhraseIsOneTokenAndStaysText()
    {
        var tokenizer = Train(new TokenizerTraining { VocabularySize = 400, SpecialTokens = ["<|im_end|>"], Phrases = ["{\"name\":\"", "{\"name\":\"sit\"", "the cat"] });

        Assert.Equal([2, 0], tokenizer.Encode("{\"name\":\"sit\"<|im_end|>"));
        Assert.False(tokenizer.IsSpecial(2));
        Assert.Equal("{\"name\":\"sit\"", tokenizer.Decode([2]));
        Assert.Equal(3, tokenizer.Encode("the cat sat")[0]);
    }

    [Fact]
    public void WordsFallIntoTheSamePartsWithAndWithoutASpaceWhenSpacesJoinLast()
    {
        var tokenizer = Train(new TokenizerTraining { VocabularySize = 400, JoinsSpacesLast = true });
        string[] words = ["the", "cat", "mats", "dogma", "cathedral", "é", "x"];
        foreach (var word in words)
        {
            var (bare, spaced) = (tokenizer.Encode(word).Select(id => tokenizer.Decode([id])).ToArray(), tokenizer.Encode(" " + word));
            var parts = spaced.Select(id => tokenizer.Decode([id])).ToArray();
            Assert.Equal(" " + word, tokenizer.Decode(spaced));
            Assert.Equal(bare[1..], parts[^(bare.Length - 1)..]);
        }

        Assert.Single(tokenizer.Encode(" the"));
        Assert.Single(tokenizer.Encode("the"));
        Assert.Single(tokenizer.Encode(" mat"));
    }

    [Fact]
    public void SameTextsGiveTheSameBytes()
    {
        var training = new TokenizerTraining { VocabularySize = 320, SpecialTokens = ["<s>"], BeginToken = "<s>" };
        Assert.Equal(TokenizerTrainer.TrainByteLevel(Texts, training), TokenizerTrainer.TrainByteLevel(Texts.ToArray(), training));
    }

    [Theory]
    [InlineData("the cat sat")]
    [InlineData("  déjà\r\n\tvu 👩‍👩‍👧 \0 ")]
    public void ByteLevelTextComesBack(string text)
    {
        var tokenizer = Train(new TokenizerTraining { VocabularySize = 300 });
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void BeginAndEndTokensFrameTheText()
    {
        var tokenizer = TokenizerFile.Parse(TokenizerTrainer.TrainWordPiece(
            Texts, new TokenizerTraining { VocabularySize = 200, AlphabetLimit = 60, SpecialTokens = ["[UNK]", "[CLS]", "[SEP]"], BeginToken = "[CLS]", EndToken = "[SEP]" }));
        var ids = tokenizer.Encode("The CAT", addSpecialTokens: true);
        Assert.Equal((1, 2), (ids[0], ids[^1]));
        Assert.Equal("the cat", tokenizer.Decode(ids));
        Assert.Equal([0], tokenizer.Encode("語"));
    }

    [Fact]
    public void ByteFallbackSpellsUnknownLettersAsBytes()
    {
        var tokenizer = TokenizerFile.Parse(TokenizerTrainer.TrainByteFallback(
            Texts, new TokenizerTraining { VocabularySize = 340, AlphabetLimit = 40, UnknownToken = "<unk>" }));
        var ids = tokenizer.Encode("the 語");
        Assert.Equal(tokenizer.Find("<0xE8>"), ids[^3]);
        Assert.Equal("the 語", tokenizer.Decode(ids));
    }

    [Fact]
    public void TooSmallVocabularyIsRefused() => Assert.Contains(
        "no room", Assert.Throws<ArgumentException>(() => Train(new TokenizerTraining { VocabularySize = 255 })).Message, StringComparison.Ordinal);

    private static Tokenizer Train(TokenizerTraining training) => TokenizerFile.Parse(TokenizerTrainer.TrainByteLevel(Texts, training));
}
