using OptPolicy.Kernels.Embedding;

namespace OptPolicy.Kernels.Tests.Embedding;

public sealed class TextPairTypesTests
{
    private const long Begin = 2, End = 3, From = 10, To = 11, Oslo = 20, Rome = 21;

    [Fact]
    public void TwoTypesSayWhichTextATokenStandsIn() =>
        Assert.Equal([0, 0, 0, 1, 1], TextPairTypes.Of([Begin, Oslo, End, Oslo, End], 3, TextPairTypes.Sides));

    [Fact]
    public void OneTextHasNothingToShare() =>
        Assert.Equal([0, 0, 0, 0], TextPairTypes.Of([Begin, Oslo, Oslo, End], 4, TextPairTypes.SharedWords));

    [Fact]
    public void EqualTextsShareEveryWordBehindTheSameOne() =>
        Assert.Equal([0, 4, 4, 4, 5, 5, 5], TextPairTypes.Of([Begin, From, Oslo, End, From, Oslo, End], 4, TextPairTypes.SharedWords));

    [Fact]
    public void ExchangedArgumentsAreSharedBehindOtherWords()
    {
        var types = TextPairTypes.Of([Begin, From, Oslo, To, Rome, End, From, Rome, To, Oslo, End], 6, TextPairTypes.SharedWords);
        Assert.Equal([0, 4, 2, 2, 2, 2, 5, 3, 3, 3, 3], types);
    }

    [Fact]
    public void WordOfOneTextAloneIsNotShared() =>
        Assert.Equal([0, 0, 2, 1, 3], TextPairTypes.Of([Begin, Oslo, End, Rome, End], 3, TextPairTypes.SharedWords));
}
