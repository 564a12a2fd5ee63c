using OptPolicy.Compression.Pipeline.Planning;
using OptPolicy.Compression.Pipeline.Running;
using OptPolicy.Compression.Pipeline.Tests.Running;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Compression.Pipeline.Tests.Checking;

public sealed class PlanCheckTests : IDisposable
{
    private readonly PipelineFolder _folder = new();
    private readonly StandIns _tools = new();

    [Fact]
    public async Task GroupThatDoesNotDivideAWidthNamesOneThatDoes()
    {
        _folder.WriteCheckpoint("teacher", hidden: 96);
        var problems = await RefusedAsync(PipelineFolder.Declare(PipelineFolder.Int4 with { GroupSize = 64 }));

        Assert.Contains(problems, p => p.Message.Contains("groups of 64 do not divide the hidden size 96", StringComparison.Ordinal) && p.Message.Contains("use group 32", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TeacherWithAnotherVocabularyIsRefused()
    {
        _folder.WriteCheckpoint("stranger", hidden: 64, vocabulary: 999);
        var problems = await RefusedAsync(PipelineFolder.Declare(PipelineFolder.Prune, PipelineFolder.Distill with { Teacher = "stranger" }, PipelineFolder.Int4));

        Assert.Contains(problems, p => p.Message.Contains("has 999 tokens and the model 288", StringComparison.Ordinal));
    }

    [Fact]
    public async Task QuestionsThatWereTrainedOnAreFoundByContentWhateverTheFileIsCalled()
    {
        File.WriteAllText(_folder.In("tasks.jsonl"), File.ReadAllText(_folder.In("train.jsonl")).Replace("\"train 1\"", "\"TRAIN   1!\"", StringComparison.Ordinal));
        var problems = await RefusedAsync(PipelineFolder.GoldenOrder);

        Assert.Contains(problems, p => p.Code == "OPT7009" && p.Message.Contains("40 of 40 questions of tasks.jsonl (first: line 1)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFewSharedQuestionsAreLeftOutInsteadOfStoppingTheRun()
    {
        File.AppendAllText(_folder.In("tasks.jsonl"), File.ReadLines(_folder.In("train.jsonl")).First() + "\n");
        var heard = new Heard();
        var outcome = await new CompressionRunner(_tools.Tools, heard, TimeProvider.System).RunAsync(_folder.Plan(PipelineFolder.GoldenOrder), CancellationToken.None);

        Assert.True(outcome.IsShipped);
        Assert.Contains(outcome.Problems, p => !p.IsError && p.Message.Contains("1 of 401 questions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FourBitsWithoutATaskGateAreRefused()
    {
        var problems = await RefusedAsync(PipelineFolder.GoldenOrder with { Gates = [new CompressionGateDeclaration("size_ratio", 0.4m, default)] });

        Assert.Contains(problems, p => p.Code == "OPT7005");
    }

    [Fact]
    public async Task FormatWithoutKernelIsRefusedUnlessEmulationIsAllowed()
    {
        var declaration = PipelineFolder.Declare(PipelineFolder.Int4 with { Format = "nvfp4", GroupSize = null });
        var problems = await RefusedAsync(declaration);

        Assert.Contains(problems, p => p.Message.Contains("no kernel for nvfp4", StringComparison.Ordinal));
        var plan = _folder.Plan(declaration, _folder.Options() with { AllowsEmulation = true });
        Assert.True((await new CompressionRunner(_tools.Tools, new Heard(), TimeProvider.System).RunAsync(plan, CancellationToken.None)).IsShipped);
    }

    [Fact]
    public async Task MalformedExampleIsNamedByFileAndLine()
    {
        File.AppendAllText(_folder.In("tasks.jsonl"), "{\"messages\": [\n");
        var problems = await RefusedAsync(PipelineFolder.GoldenOrder);

        Assert.Contains(problems, p => p.Message.Contains("tasks.jsonl:401:", StringComparison.Ordinal));
    }

    [Fact]
    public void MissingFilesAreNamedBeforeAnyWork()
    {
        var declaration = PipelineFolder.Declare(PipelineFolder.Distill with { Data = "absent.jsonl" }, PipelineFolder.Int4) with { Calibration = "gone.jsonl" };
        var (plan, problems) = StagePlanner.Plan(declaration, _folder.Options());

        Assert.Null(plan);
        Assert.Contains(problems, p => p.Message.Contains("no file 'absent.jsonl'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Message.Contains("no file 'gone.jsonl'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GateThatTheOriginalSolvesTooFewTasksForStopsTheRunBeforeAnythingTrains()
    {
        var tools = new StandIns { Success = static _ => 0.3 };
        var outcome = await new CompressionRunner(tools.Tools, new Heard(), TimeProvider.System).RunAsync(_folder.Plan(PipelineFolder.GoldenOrder), CancellationToken.None);

        Assert.Contains(outcome.Problems, static p => p.IsError && p.Message.Contains("of which the original solves 30 %", StringComparison.Ordinal) && p.Message.Contains("442 tasks", StringComparison.Ordinal));
        Assert.Equal(["pack:float:rtn"], tools.Ran);
    }

    [Fact]
    public async Task LadderThatTriesSeveralModelsNeedsMoreTasks()
    {
        _folder.WriteExamples("tasks.jsonl", "task", 150);
        Assert.True((await new CompressionRunner(new StandIns { Success = static _ => 1 }.Tools, new Heard(), TimeProvider.System).RunAsync(_folder.Plan(PipelineFolder.GoldenOrder), CancellationToken.None)).IsShipped);

        var problems = await RefusedAsync(PipelineFolder.GoldenOrder with { Ladder = [RecoveryKind.Gptq, RecoveryKind.Qad] });
        Assert.Contains(problems, static p => p.Message.Contains("shared by the 3 models that the ladder may try", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<PipelineProblem>> RefusedAsync(CompressionDeclaration declaration)
    {
        var outcome = await new CompressionRunner(_tools.Tools, new Heard(), TimeProvider.System).RunAsync(_folder.Plan(declaration), CancellationToken.None);

        Assert.Null(outcome.Manifest);
        Assert.Empty(_tools.Ran);
        return outcome.Problems;
    }
}
