namespace OptPolicy.Runtime.Tests.Caching.Semantic;

public sealed class CalibratedLearningTests
{
    [Fact]
    public void ACalibrationSuitsTheSharesThatWereRight()
    {
        var random = new Random(7);
        var entries = Enumerable.Range(0, 1500).Select(_ =>
        {
            var similarity = 0.8 + 0.2 * random.NextDouble();
            return new[] { new HitLabel(similarity, random.NextDouble() < Truth(similarity)) };
        }).ToArray();

        var belief = HitBelief.Of(HitPriorFit.Calibrate(entries));

        Assert.All((double[])[0.85, 0.9], similarity => Assert.InRange(belief.Probability(similarity), Truth(similarity) - 0.05, Truth(similarity) + 0.05));
        Assert.All((double[])[0.95, 0.98, 0.99], similarity => Assert.InRange(belief.Probability(similarity), Truth(similarity) - 0.03, Truth(similarity) + 0.01));

        static double Truth(double similarity) => 1 / (1 + Math.Exp(-(1.5 + 40 * (similarity - 0.9))));
    }

    [Fact]
    public void AFewLabelsOfAScopeDoNotOutweighItsCalibration()
    {
        var calibration = new HitCalibration(2, 50, 1, 0, 100, Labels: 900, "e");
        var learning = new ScopeLearning(0.05, calibration);
        var before = learning.Probability(0.98, []);

        for (var entry = 0; entry < 6; entry++)
            learning.Learn($"e{entry}", [new HitLabel(0.88, entry % 3 != 0)]);
        Assert.InRange(learning.Probability(0.98, []), before - 0.05, before + 0.05);

        // What the scope itself shows wins in the end.
        for (var entry = 0; entry < 200; entry++)
            learning.Learn($"f{entry}", [new HitLabel(0.98, IsRight: false)]);
        Assert.True(learning.Probability(0.98, []) < 0.65);
    }

    [Fact]
    public void TheShippedCalibrationSpeaksOfOneEmbedderAndAllGuards()
    {
        Assert.Null(ShippedCalibration.For("another", GuardKinds.All));
        var fingerprint = ShippedCalibration.Fitted.Embedder;
        Assert.NotNull(ShippedCalibration.For(fingerprint, GuardKinds.All));
        Assert.Null(ShippedCalibration.For(fingerprint, GuardKinds.All & ~GuardKinds.Numbers));
    }
}
