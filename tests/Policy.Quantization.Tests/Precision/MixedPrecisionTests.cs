using CsCheck;
using OptPolicy.Quantization.Formats;
using OptPolicy.Quantization.Methods;
using OptPolicy.Quantization.Precision;

namespace OptPolicy.Quantization.Tests.Precision;

public sealed class MixedPrecisionTests
{
    private static readonly WeightGrid[] Grids = [DefaultGrid.Of("int2"), DefaultGrid.Of("int4"), DefaultGrid.Of("int8")];

    private static readonly Gen<PrecisionChoices[]> AnyChoices = Gen.Int[1, 100].Select(Gen.Double[0, 1])
        .Select((bytes, error) => new PrecisionChoice(null, error, bytes)).Array[1, 4]
        .Select(choices => new PrecisionChoices("m", choices)).Array[1, 4];

    [Fact]
    public void TheBudgetHoldsAndTheErrorIsWithinAStepOfTheBest()
        => Gen.Select(AnyChoices, Gen.Int[0, 300]).Sample((matrices, extra) =>
        {
            var budget = matrices.Sum(matrix => matrix.Choices.Min(choice => choice.Bytes)) + extra;
            var assigned = MixedPrecision.Assign(matrices, budget);
            var error = assigned.Sum(assignment => assignment.Choice.Error);
            var best = Best(matrices, 0, budget);
            var largestStep = matrices.Max(matrix => matrix.Choices.Max(choice => choice.Error) - matrix.Choices.Min(choice => choice.Error));
            return assigned.Sum(assignment => assignment.Choice.Bytes) <= budget && error <= best + largestStep + 1e-9;
        }, iter: 300, seed: "0000KsQ1ZXp2");

    [Fact]
    public void AnAmpleBudgetBuysTheSmallestErrorOfAll()
        => AnyChoices.Sample(matrices => Math.Abs(
            MixedPrecision.Assign(matrices, 1_000_000).Sum(assignment => assignment.Choice.Error)
            - matrices.Sum(matrix => matrix.Choices.Min(choice => choice.Error))) < 1e-12, iter: 100, seed: "0000KsQ1ZXp2");

    [Fact]
    public void TheSensitiveMatrixGetsTheBits()
    {
        var statistics = new InputStatistics(64);
        statistics.Add(Matrices.CorrelatedInputs(200, 64, 8, 3));
        var even = Matrices.Normal(32 * 64, 1);
        var spiky = Matrices.Normal(32 * 64, 2);
        for (var i = 0; i < spiky.Length; i += 16)
            spiky[i] *= 20;
        PrecisionChoices[] matrices =
        [
            MixedPrecision.Measure("even", even, 32, 64, statistics, Grids, QuantizationMethod.Rtn),
            MixedPrecision.Measure("spiky", spiky, 32, 64, statistics, Grids, QuantizationMethod.Rtn),
        ];
        var budget = Grids[1].StoredBytes(32, 64) + Grids[2].StoredBytes(32, 64);

        var assigned = MixedPrecision.Assign(matrices, budget);

        Assert.Equal([NumberFormat.Int4, NumberFormat.Int8], assigned.Select(assignment => assignment.Choice.Grid!.Number));
        Assert.All(assigned, assignment => Assert.NotEmpty(assignment.Reason));
    }

    [Fact]
    public void ABudgetBelowTheCheapestGridsSaysWhatTheyTake()
    {
        var error = Assert.Throws<QuantizationException>(() => MixedPrecision.Assign([new("m", [new(null, 0, 100)])], 99));

        Assert.Contains("100 bytes", error.Message);
    }

    private static double Best(PrecisionChoices[] matrices, int at, long budget)
    {
        if (budget < 0)
            return double.PositiveInfinity;
        return at == matrices.Length ? 0 : matrices[at].Choices.Min(choice => choice.Error + Best(matrices, at + 1, budget - choice.Bytes));
    }
}
