using OptPolicy.Compression.Pipeline.Stages;
using OptPolicy.Quantization.Formats;

namespace OptPolicy.Compression.Tests.Stages;

/// <summary>Stages in the real program, killed without warning: what they leave in the end is what a run that nobody disturbed leaves, byte for byte.</summary>
public sealed class KilledStageTests : StageTest
{
    private const int Steps = 8;

    private static readonly StageTuning Training = new() { Rows = 4, RowTokens = 32, CheckpointInterval = 2, CalibrationLength = 24, CalibrationWindows = 4 };

    public static TheoryData<StageKind, int> Stages { get; } = new()
    {
        { StageKind.PruneWidth, 1 }, { StageKind.PruneDepth, 1 }, { StageKind.PruneWeights, 1 }, { StageKind.Distill, 3 }, { StageKind.Qat, 2 }, { StageKind.Qad, 2 },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public void KilledStageEndsWithTheBytesOfAnUndisturbedOne(StageKind kind, int kills)
    {
        var request = Request(kind, "whole") with { Share = 0.5, Data = [Chat, Text], Tuning = Training };
        if (kind is StageKind.Qat or StageKind.Qad)
            request = request with { Grid = new WeightGrid(NumberFormat.Int2, ScaleSharing.Group, 16, IsSymmetric: false) };
        if (kind is StageKind.Distill)
            request = request with { Teacher = Model, Tuning = Training with { HiddenWeight = 0.5, RelationWeight = 0.5, TeacherCorrectionSteps = 4 } };
        Compare(request with { Steps = Steps }, kills);
    }

    [Fact]
    public void KilledTrainingOfASparseModelKeepsTheSameZeros()
    {
        var pruned = Request(StageKind.PruneWeights, "pruned") with { PatternKeep = 2, PatternLength = 4 };
        Run(pruned);
        Compare(Request(StageKind.Distill, "whole") with { Model = pruned.Output, Teacher = Model, Steps = Steps, Tuning = Training }, kills: 2);
    }

    [Fact]
    public void KilledDraftHeadEndsWithTheBytesOfAnUndisturbedOne()
    {
        string[] Arguments(string output) =>
            ["chat-head", Path.Combine(Folder, output), "--target", Model, "--chat", Chat, "--held-out-chat", Chat, "--steps", $"{Steps}", "--rows", "4", "--length", "32", "--checkpoint-every", "2", "--device", "cpu"];

        var lines = KilledWorker.Finish(Arguments("whole"));
        Assert.True(new KilledWorker(seed: 5).KillAndFinish(kills: 2, lines, Arguments("killed")) > 0);
        foreach (var name in (string[])["model.safetensors", "config.json"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(Folder, "whole", name)), File.ReadAllBytes(Path.Combine(Folder, "killed", name)));
    }

    private void Compare(StageRequest request, int kills)
    {
        var lines = 0;
        Run(request, _ => lines++);
        var killed = request with { Output = Path.Combine(Folder, "killed"), Work = Path.Combine(Folder, "killed.work") };
        var file = Path.Combine(Folder, "request.json");
        StageJson.WriteRequest(file, killed);
        Assert.True(new KilledWorker(seed: (int)request.Kind).KillAndFinish(kills, lines, "stage", file) > 0);
        AssertSameFiles(request.Output, killed.Output);
    }
}
