namespace OptPolicy.Language.Tests.Fuzzing;

public sealed class ParserFuzzTests
{
    [Fact]
    public void NoiseLosesNoCharacterAndNeverThrows() => FuzzRun.Check(PolicyTexts.Noise, seed: 1, PolicyProperties.HoldFor);

    [Fact]
    public void TokenSoupLosesNoTokenAndNeverThrows() => FuzzRun.Check(PolicyTexts.Soup, seed: 2, PolicyProperties.HoldFor);

    [Fact]
    public void DamagedSamplesLoseNoTokenAndNeverThrow() => FuzzRun.Check(PolicyTexts.Mutations(PolicyTexts.Samples()), seed: 3, PolicyProperties.HoldFor);
}
