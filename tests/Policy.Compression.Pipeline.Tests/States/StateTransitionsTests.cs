using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.States;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Tests.States;

public sealed class StateTransitionsTests
{
    [Theory]
    [InlineData("prune distill quantize", null)]
    [InlineData("prune qad", null)]
    [InlineData("distill quantize", null)]
    [InlineData("prune distill qad", null)]
    [InlineData("quantize prune", "OPT7001")]
    [InlineData("prune distill quantize distill", "OPT7002")]
    [InlineData("qad distill", "OPT7002")]
    [InlineData("prune quantize", "OPT7003")]
    [InlineData("distill prune quantize", "OPT7003")]
    [InlineData("quantize quantize", "OPT7010")]
    [InlineData("qad quantize", "OPT7010")]
    public void OrdersAreJudgedAsTheCompilerJudgesThem(string order, string? codes)
    {
        var steps = order.Split(' ').Select(static word => new CompressionStepDeclaration(Enum.Parse<CompressionStepKind>(word, ignoreCase: true), default) { Format = "int4" });

        var problems = StateTransitions.Walk(steps, StagePlanner.GridOf).Problems;
        Assert.Equal(codes?.Split(',') ?? [], problems.Select(static p => p.Code));
    }

    [Fact]
    public void QuantisedTrainingRecoversAPrunedModelAndKeepsItsGrid()
    {
        var (end, _) = StateTransitions.Walk([new(CompressionStepKind.Prune, default), new(CompressionStepKind.Qad, default) { Format = "int2", GroupSize = 16 }], StagePlanner.GridOf);

        Assert.Equal(new ModelState(ModelPrecision.FakeQuantized, ModelStructure.Recovered, GridNames.Find("int2", 16)), end);
    }
}
