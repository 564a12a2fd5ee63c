using OptPolicy.Compression.Pipeline.Advice;
using OptPolicy.Kernels.Devices;
using OptPolicy.Language;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Compression.Pipeline.Tests.Advice;

public sealed class CompressionAdviserTests
{
    private static readonly ModelFacts Checkpoint = new("checkpoints/desk", "/checkpoints/desk", ModelKind.Checkpoint, 4 * 10_000_000)
    {
        Architecture = "LlamaForCausalLM",
        IsDecoder = true,
        Format = "F32",
        Parameters = 10_000_000,
        TableParameters = 2_000_000,
        Layers = 8,
        VocabularySize = 4096,
        ContextTokens = 512,
        ProductInputs = [256, 704],
        TokenizerFingerprint = "a",
    };

    private static readonly ExampleFacts Data = new("data/train.jsonl", 12_000, 2_000_000);
    private static readonly TaskFacts Tasks = new("data/tasks.jsonl", 700, 0);

    private static readonly AdviceRequest Edge = new(Checkpoint) { Target = CompressionTarget.Edge, Budget = TrainingBudget.Hours, Data = Data, Tasks = Tasks, Solved = 0.9, SizeMax = 3 << 20 };

    [Fact]
    public void NoTrainingBudgetLeavesSpeculationAndQuantization()
    {
        var advice = CompressionAdviser.Advise(Edge with { Budget = TrainingBudget.None });

        Assert.Equal([AdviceVerdict.Do, AdviceVerdict.Do, AdviceVerdict.Leave, AdviceVerdict.Leave], advice.Recommendations.Select(static one => one.Verdict));
        Assert.Equal("OPT7003", Rule(advice, Technique.PruneDistillQuantize, "no-training-budget").Rule.Lint!.Code);
    }

    [Fact]
    public void SmallTargetThatQuantizationMissesIsPrunedAndDistilled()
    {
        var advice = CompressionAdviser.Advise(Edge);

        var one = Find(advice, Technique.PruneDistillQuantize);
        Assert.Equal(AdviceVerdict.Do, one.Verdict);
        Assert.Contains("step prune width ", one.Policy, StringComparison.Ordinal);
        Assert.Matches("(?s)step prune.*step distill.*step quantize int4 group 32 using gptq.*recover with qat, qad.*gate task_drop", one.Policy!);
    }

    [Fact]
    public void WeakTeacherIsNotDistilledFrom() =>
        Assert.Equal((AdviceVerdict.Leave, "weak-teacher"), First(CompressionAdviser.Advise(Edge with { Solved = 0.4 }), Technique.PruneDistillQuantize));

    [Theory]
    [InlineData(300, 2_000_000)]
    [InlineData(12_000, 50_000)]
    public void TooLittleDataIsNotDistilledOn(int examples, long tokens) =>
        Assert.Equal((AdviceVerdict.Leave, "too-little-data"), First(CompressionAdviser.Advise(Edge with { Data = new("d", examples, tokens) }), Technique.PruneDistillQuantize));

    [Fact]
    public void TrainingThatTakesLongerThanTheBudgetIsLeft()
    {
        var large = Checkpoint with { Parameters = 1_000_000_000, Bytes = 4_000_000_000 };

        Assert.Equal((AdviceVerdict.Leave, "training-too-long"), First(CompressionAdviser.Advise(Edge with { Model = large, Data = new("d", 1_000_000, 200_000_000), SizeMax = null }), Technique.PruneDistillQuantize));
    }

    [Fact]
    public void WhatIsSmallEnoughAlreadyIsLeftAsItIs()
    {
        var advice = CompressionAdviser.Advise(Edge with { SizeMax = 50 << 20, Target = CompressionTarget.Cloud });

        Assert.Equal((AdviceVerdict.WhenNeeded, "already-small-enough"), First(advice, Technique.Quantize));
        Assert.Equal((AdviceVerdict.Leave, "already-small-enough"), First(advice, Technique.PruneDistillQuantize));
    }

    [Fact]
    public void PackedModelIsNotPackedAgain() =>
        Assert.Equal((AdviceVerdict.Leave, "quantised-already"), First(CompressionAdviser.Advise(Edge with { Model = Checkpoint with { IsQuantized = true } }), Technique.Quantize));

    [Theory]
    [InlineData(1, DeviceKind.Cpu, "int4 in groups of 32 with gptq")]
    [InlineData(4, DeviceKind.Cuda, "int4 in groups of 32 with gptq")]
    [InlineData(16, DeviceKind.Cpu, "int8 with smoothquant, 8-bit activations")]
    [InlineData(16, DeviceKind.Cuda, "fp8 with rtn, 8-bit activations")]
    [InlineData(1, DeviceKind.Npu, "int8 with rtn, 8-bit activations")]
    public void FormatFollowsFromBatchAndDevice(int batch, DeviceKind device, string words) =>
        Assert.Contains(words, Find(CompressionAdviser.Advise(Edge with { Batch = batch, Device = device }), Technique.Quantize).Summary, StringComparison.Ordinal);

    [Fact]
    public void FourBitsWaitForTasksThatCanDecide()
    {
        var without = CompressionAdviser.Advise(Edge with { Tasks = null, Solved = null, SizeMax = 20 << 20 });
        var few = CompressionAdviser.Advise(Edge with { Tasks = new("t", 50, 0) });
        var seen = CompressionAdviser.Advise(Edge with { Tasks = new("t", 700, 20) });

        Assert.Contains("int8", Find(without, Technique.Quantize).Summary, StringComparison.Ordinal);
        Assert.Equal("OPT7005", Rule(without, Technique.Quantize, "few-bits-need-a-task-gate").Rule.Lint!.Code);
        Assert.Equal("gate-undecidable", Assert.Single(few.Warnings).Rule.Name);
        Assert.Equal("OPT7009", Assert.Single(seen.Warnings).Rule.Lint!.Code);
    }

    [Theory]
    [InlineData(160, 96, "groups of 32")]
    [InlineData(48, 80, "groups of 16")]
    [InlineData(100, 30, "int8")]
    public void GroupDividesTheRows(int first, int second, string words) =>
        Assert.Contains(words, Find(CompressionAdviser.Advise(Edge with { Model = Checkpoint with { ProductInputs = [first, second] } }), Technique.Quantize).Summary, StringComparison.Ordinal);

    [Fact]
    public void DraftWithAnotherTokenizerIsRefusedAndNGramsRemain()
    {
        var draft = Checkpoint with { Name = "draft", TokenizerFingerprint = "b" };

        var other = Find(CompressionAdviser.Advise(Edge with { Draft = draft }), Technique.Speculate);
        var same = Find(CompressionAdviser.Advise(Edge with { Draft = draft with { TokenizerFingerprint = "a" } }), Technique.Speculate);

        Assert.Contains(other.Rules, static rule => rule.Rule.Name == "draft-tokenizer");
        Assert.Contains("speculate with ngram", other.Policy, StringComparison.Ordinal);
        Assert.Contains("speculate with local_draft_draft", same.Policy, StringComparison.Ordinal);
    }

    [Fact]
    public void FullBatchesAreNotSpeculatedOn() =>
        Assert.Equal((AdviceVerdict.Leave, "speculate-small-batches"), First(CompressionAdviser.Advise(Edge with { Batch = 16 }), Technique.Speculate));

    [Fact]
    public void CutsBeyondHalfGoInRounds()
    {
        var one = Find(CompressionAdviser.Advise(Edge with { SizeMax = 700 << 10 }), Technique.PruneDistillQuantize);

        Assert.Contains(one.Rules, static rule => rule.Rule.Name == "cut-in-rounds");
        Assert.Contains("step prune width 50%", one.Policy, StringComparison.Ordinal);
    }

    /// <summary>Every policy that can be advised compiles, and what the compiler warns of is what the advice has said.</summary>
    [Fact]
    public void EveryAdvisedPolicyCompiles()
    {
        var compiled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in Requests())
        {
            var advice = CompressionAdviser.Advise(request);
            foreach (var one in advice.Recommendations.Where(static one => one.Policy is not null))
            {
                if (!compiled.Add(one.Policy!))
                    continue;
                var said = advice.Recommendations.SelectMany(static r => r.Rules).Concat(advice.Warnings).Select(static r => r.Rule.Lint?.Code).ToHashSet();
                var findings = PolicyCompiler.Compile([new PolicyText("compress.optpolicy", one.Policy!)]).Diagnostics;
                Assert.DoesNotContain(findings, d => d.Severity == DiagnosticSeverity.Error && !said.Contains(d.Descriptor.Code));
                Assert.DoesNotContain(findings, d => d.Severity == DiagnosticSeverity.Warning && d.Descriptor.Code.StartsWith("OPT7", StringComparison.Ordinal) && d.Descriptor.Code is not ("OPT7007" or "OPT7013") && !said.Contains(d.Descriptor.Code));
            }
        }

        Assert.InRange(compiled.Count, 30, 1000);
    }

    [Fact]
    public void EveryRuleHasEvidenceAndAName()
    {
        Assert.Equal(AdviceRules.All.Count, AdviceRules.All.Select(static rule => rule.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(AdviceRules.All, static rule => Assert.False(string.IsNullOrWhiteSpace(rule.Evidence) || string.IsNullOrWhiteSpace(rule.Source) || !rule.Says.EndsWith('.')));
    }

    private static IEnumerable<AdviceRequest> Requests() =>
        from target in Enum.GetValues<CompressionTarget>()
        from budget in Enum.GetValues<TrainingBudget>()
        from device in (DeviceKind[])[DeviceKind.Cpu, DeviceKind.Cuda]
        from batch in (int[])[1, 16]
        from size in (long?[])[null, 3 << 20, 700 << 10]
        from data in (ExampleFacts?[])[null, Data]
        from tasks in (TaskFacts?[])[null, Tasks]
        select Edge with { Target = target, Budget = budget, Device = device, Batch = batch, SizeMax = size, Data = data, Tasks = tasks };

    private static Recommendation Find(CompressionAdvice advice, Technique technique) => advice.Recommendations.Single(one => one.Technique == technique);

    private static AppliedRule Rule(CompressionAdvice advice, Technique technique, string name) => Find(advice, technique).Rules.Single(rule => rule.Rule.Name == name);

    private static (AdviceVerdict Verdict, string Rule) First(CompressionAdvice advice, Technique technique) => (Find(advice, technique).Verdict, Find(advice, technique).Rules[0].Rule.Name);
}
