namespace OptPolicy.Runtime.Tests.Difficulty;

public sealed class PromptTextTests
{
    [Fact]
    public void NumbersAreReadAsPeopleWriteThem() => Assert.Equal([1250.5, 3, 7], PromptText.Read("1,250.5 for 3 of 7.").Numbers);

    [Fact]
    public void ChoicesEndTheStem()
    {
        var text = PromptText.Read("Which is it? Say.\nA. 12 apples\nB. pears\nAnswer:");

        Assert.Equal([(10, 2), (6, 0)], text.Choices);
        Assert.Equal(("Which is it? Say.\n".Length, 2), (text.StemLength, text.Sentences));
    }

    [Fact]
    public void CapitalsThatBeginSentencesDoNotCount() => Assert.Equal(1, PromptText.Read("What did Ann say? She said: No. Then").Capitals);

    [Fact]
    public void DigitsAreAlikeForWords() => Assert.Equal("00 of 000", PromptText.WithoutDigits("12 of 345"));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("- ")]
    [InlineData("9.")]
    [InlineData("1,,2..3")]
    [InlineData("999999999999999999999999999999999999999999999999")]
    public void AnyTextHasAShape(string prompt) => Assert.All(PromptShape.Measure(prompt), static number => Assert.True(float.IsFinite(number)));
}
