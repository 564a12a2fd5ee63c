namespace OptPolicy.Runtime.Tests.Difficulty;

public sealed class DifficultyHeadFitTests
{
    private static readonly string[] Topics = ["apples", "pears", "integrals", "tensors"];

    private static readonly Lazy<DifficultyHead> Trained = new(static () => Fit(seed: 1));

    [Fact]
    public void HardPromptsAreMoreProbablyLostThanEasyOnes()
    {
        var unseen = Examples(seed: 2, 200);
        var (hard, easy) = (Mean(unseen.Where(static e => e.IsLost)), Mean(unseen.Where(static e => !e.IsLost)));

        Assert.True(hard > easy + 0.3, $"hard {hard}, easy {easy}");
    }

    [Fact]
    public void ProbabilityIsTheShareThatIsLost()
    {
        var unseen = Examples(seed: 3, 400);

        Assert.Equal(unseen.Average(static e => e.IsLost ? 1.0 : 0), Mean(unseen), 0.06);
    }

    [Fact]
    public void SameExamplesAndSeedGiveTheSameHead() =>
        Assert.Equal(DifficultyHeadFile.Write(Trained.Value.Data), DifficultyHeadFile.Write(Fit(seed: 1).Data));

    [Fact]
    public void WrittenHeadSaysTheSame()
    {
        var read = new DifficultyHead(DifficultyHeadFile.Read(DifficultyHeadFile.Write(Trained.Value.Data)));

        Assert.All(Examples(seed: 4, 20), e => Assert.Equal(Trained.Value.Probability(e.Text, e.Vector), read.Probability(e.Text, e.Vector), 1e-3));
    }

    [Fact]
    public void DamagedHeadIsNotRead()
    {
        var bytes = DifficultyHeadFile.Write(Trained.Value.Data);

        Assert.Throws<InvalidDataException>(() => DifficultyHeadFile.Read(bytes[..(bytes.Length / 2)]));
        Assert.Throws<InvalidDataException>(() => DifficultyHeadFile.Read([1, 2, 3]));
    }

    [Fact]
    public void TrainingCanBeStopped() =>
        Assert.Throws<OperationCanceledException>(static () => DifficultyHeadFit.Fit(Examples(1, 100), "e", 1, new CancellationToken(canceled: true)));

    [Fact]
    public void CurveFindsTheProbabilityOfEachScore()
    {
        var random = new Random(5);
        float[] scores = [.. Enumerable.Range(0, 4000).Select(_ => random.NextSingle() * 4 - 2)];
        var curve = LogisticCurve.Fit(scores, [.. scores.Select(s => random.NextDouble() < new LogisticCurve(-0.5, 2).Of(s))]);

        Assert.Equal(-0.5, curve.Level, 0.15);
        Assert.Equal(2, curve.Slope, 0.25);
    }

    [Fact]
    public void CurveNeverFalls() => Assert.Equal(0, LogisticCurve.Fit([0f, 1f, 2f, 3f], [true, true, false, false]).Slope);

    private static double Mean(IEnumerable<DifficultyExample> examples) => examples.Average(static e => Trained.Value.Probability(e.Text, e.Vector));

    private static DifficultyHead Fit(int seed) => DifficultyHeadFit.Fit(Examples(seed: 1, 400), "embedder", seed, CancellationToken.None);

    // Sums of many numbers are hard, and so are two topics that words tell apart.
    private static DifficultyExample[] Examples(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var topic = random.Next(4);
            var numbers = random.Next(1, 9);
            var text = $"Please add the {Topics[topic]}: {string.Join(" and ", Enumerable.Range(0, numbers).Select(_ => random.Next(1, 99)))}.";
            var isHard = topic >= 2 || numbers > 6;
            float[] vector = [topic >= 2 ? 0.6f : 0.8f, topic >= 2 ? 0.8f : 0.6f];
            return new DifficultyExample(text, vector, random.NextDouble() < (isHard ? 0.2 : 0.9) ? 1 : 0, 1);
        })];
    }
}
