namespace OptPolicy.Runtime.Tests.Intents;

public sealed class IntentThresholdTests
{
    [Fact]
    public void ThresholdLiesBetweenWhatBelongsTogetherAndWhatDoesNot() =>
        Assert.Equal(0.575, IntentThreshold.Find([0.8, 0.75, 0.9, 0.85], [0.3, 0.35, 0.2, 0.4]), 9);

    [Fact]
    public void OneOddExampleDoesNotMoveIt() =>
        Assert.Equal(IntentThreshold.Find([0.8, 0.8, 0.8, 0.8, 0.8], [0.4, 0.4, 0.4, 0.4]), IntentThreshold.Find([0.8, 0.8, 0.1, 0.8, 0.8], [0.4, 0.4, 0.4, 0.99]), 9);

    [Fact]
    public void FewExamplesGetTheUsualThreshold() => Assert.Equal(IntentThreshold.Usual, IntentThreshold.Find([0.9, 0.9], [0.1, 0.1]));
}
