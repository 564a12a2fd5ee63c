using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Tests.Binding;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Compression;

public class CompressionDeclarationTests
{
    [Fact]
    public void EveryStepIsHandedOnAsItIsWritten()
    {
        var declared = Compressing.Declared("""
            target: edge
              calibrate: "calibration.jsonl"
              step prune depth keep 8
              step prune weights pattern 2 of 4
              step distill from "teacher" use 3% of "train.jsonl" epochs 2
              step qad int2 group 16 from "other" use 50% of "more.jsonl"
              recover with gptq, mixed, qat, qad, int8
              gate perplexity_rise <= 5%
              gate task_drop("tasks.jsonl") <= 2%
              gate session_drop("tasks.jsonl", 3) <= 5%
              gate latency.p95 <= 200ms
              gate memory <= 64MiB
            """);

        Assert.Equal(("desk", "teacher", CompressionTarget.Edge, "calibration.jsonl"), (declared.Model, declared.Checkpoint, declared.Target, declared.Calibration));
        Assert.Equal([CompressionStepKind.Prune, CompressionStepKind.Prune, CompressionStepKind.Distill, CompressionStepKind.Qad], declared.Steps.Select(static s => s.Kind));
        Assert.Equal((PruneDimension.Depth, 8), (declared.Steps[0].Dimension, declared.Steps[0].KeepLayers));
        Assert.Equal((PruneDimension.Weights, (2, 4)), (declared.Steps[1].Dimension, declared.Steps[1].Pattern));
        Assert.Equal(("teacher", "train.jsonl", 0.03m, 2), (declared.Steps[2].Teacher, declared.Steps[2].Data, declared.Steps[2].DataShare, declared.Steps[2].Epochs));
        Assert.Equal(("int2", 16, "other", 0.5m), (declared.Steps[3].Format, declared.Steps[3].GroupSize, declared.Steps[3].Teacher, declared.Steps[3].DataShare));
        Assert.Equal([RecoveryKind.Gptq, RecoveryKind.Mixed, RecoveryKind.Qat, RecoveryKind.Qad, RecoveryKind.Int8], declared.Ladder);
        Assert.Equal(
            [("perplexity_rise", 0.05m, null, null), ("task_drop", 0.02m, "tasks.jsonl", null), ("session_drop", 0.05m, "tasks.jsonl", 3), ("latency.p95", 0.2m, null, null), ("memory", 64m * 1024 * 1024, null, null)],
            declared.Gates.Select(static g => (g.Metric, g.Bound, g.Data, g.Turns)));
    }

    [Fact]
    public void HowWeightsGoAndWhatADistillationAddsIsHandedOn()
    {
        var declared = Compressing.Declared("""
            step prune weights 50% using wanda
              step distill from "teacher" use 100% of "train.jsonl" epochs 2 using states, correction
              step quantize int8
              gate task_drop("tasks.jsonl") <= 2%
            """);

        Assert.Equal(("wanda", 0.5m), (declared.Steps[0].Method, declared.Steps[0].Share));
        Assert.Equal(["states", "correction"], declared.Steps[1].Additions);
        Assert.Null(declared.Steps[1].Method);
    }

    [Fact]
    public void WeightsThatAreTreatedApartAndTheSeedAreHandedOn()
    {
        var declared = Compressing.Declared("""
            seed: 7
              step quantize int4 using rtn except "lm_head*", "*norm*" widen "*down_proj*"
              gate task_drop("tasks.jsonl") <= 2%
            """);

        Assert.Equal(7, declared.Seed);
        Assert.Equal(["lm_head*", "*norm*"], declared.Steps[0].Except);
        Assert.Equal(["*down_proj*"], declared.Steps[0].Wide);
    }

    [Fact]
    public void TheHashDependsOnTheBlockAndNotOnItsLayout()
    {
        var hash = Compressing.Declared(Compressing.Sound).Hash;

        Assert.Equal(hash, Compressing.Declared("// as agreed\n  " + Compressing.Sound.Replace("width 25%", "width   25%", StringComparison.Ordinal)).Hash);
        Assert.NotEqual(hash, Compressing.Declared(Compressing.Sound.Replace("25%", "30%", StringComparison.Ordinal)).Hash);
    }

    [Fact]
    public void ABlockWithAMistakeIsNotHandedOn()
    {
        var compilation = Compressing.Block(Compressing.Sound.Replace("step prune width 25%", "step prune width", StringComparison.Ordinal));

        Assert.Empty(compilation.Files[0].Compressions);
        Assert.Single(compilation.Files[0].Policies);
    }

    [Fact]
    public void AnUnknownModelIsOneError()
    {
        var content = Compressing.Text(Compressing.Sound).Replace("compress desk", "compress desc", StringComparison.Ordinal);
        var mistake = Assert.Single(Compiling.Text(content).Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);

        Assert.Equal("OPT2001", mistake.Code);
    }

    [Fact]
    public void ABlockMayMakeTheModelOfAnImportedFile()
    {
        var compilation = Compiling.Files(
            ("desk.optpolicy", "optpolicy 1\n\nimport \"models.optpolicy\" as models\n\ncompress models.desk from \"teacher\" {\n  " + Compressing.Sound + "\n}\n"),
            ("models.optpolicy", "optpolicy 1\n\nmodel desk {\n  provider: onnx(\"models/desk\")\n  price: free\n  context: 2ktok\n  max_output: 512tok\n}\n"));

        Assert.DoesNotContain(compilation.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);
        Assert.Single(compilation.Files[0].Compressions);
    }
}
