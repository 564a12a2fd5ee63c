using OptPolicy.Compression.Checkpoints;
using OptPolicy.Compression.Data;
using OptPolicy.Compression.Distillation;
using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Compression.Tests.Stages;

public sealed class TeacherConversationsTests : StageTest
{
    private readonly LlamaModel _teacher;
    private readonly Tokenizer _tokenizer;

    public TeacherConversationsTests()
    {
        _tokenizer = TokenizerFile.Load(Model);
        _teacher = ModelFolder.Load(Model);
        var rows = ConversationFile.Read(Chat).Select(new ConversationRows(_tokenizer, promptWeight: 1, tokensMax: 64).Row).ToArray();
        var course = new RowCourse(_teacher, new RowPlan(_ => rows, rows: 6, seed: 1), new RowCourseOptions(), "rows");
        var options = new TrainingOptions { Steps = 60, LearningRate = 1e-2, WarmUpSteps = 5, EvaluationInterval = 0, CheckpointInterval = 0 };
        new Trainer(course, () => new RowEvaluator(rows).Evaluate(_teacher), options, Path.Combine(Folder, "teacher"), TimeProvider.System).Run(_ => { }, CancellationToken.None);
    }

    [Fact]
    public void TeacherGivesItsOwnAnswersToTheQuestionsOfAFile()
    {
        var chats = ConversationFile.Read(Chat);
        var written = TeacherConversations.Answer(_teacher, _tokenizer, chats, new TokenSampling(0.1, Seed: 1));

        Assert.Equal(chats.Select(c => c.Messages[0]), written.Select(c => c.Messages[0]));
        Assert.All(written, c => Assert.Equal(new ConversationMessage("assistant", "on the mat"), c.Messages[^1]));
    }

    [Fact]
    public void TeacherThatKnowsUsersAsksToo()
    {
        var written = TeacherConversations.Invent(_teacher, _tokenizer, count: 40, new TokenSampling(1, Seed: 2));

        Assert.True(written.Count >= 3, $"{written.Count} conversations");
        Assert.Equal(written.Count, written.Select(c => c.Messages[0].Content).Distinct().Count());
        Assert.Contains(written, c => c.Messages[0].Content.StartsWith("where is cat", StringComparison.Ordinal));
    }

    [Fact]
    public void EqualSeedsWriteEqualFilesAndOtherSeedsOtherOnes()
    {
        string Written(ulong seed)
        {
            var path = Path.Combine(Folder, $"{Guid.NewGuid()}.jsonl");
            ConversationFile.Write(path, TeacherConversations.Invent(_teacher, _tokenizer, count: 20, new TokenSampling(1.2, seed)));
            return File.ReadAllText(path);
        }

        var first = Written(7);
        Assert.Equal(first, Written(7));
        Assert.NotEqual(first, Written(8));
    }

    [Fact]
    public void DrawsFollowTheDistributionAndLeaveOutItsTail()
    {
        float[] logits = [MathF.Log(0.5f), MathF.Log(0.3f), MathF.Log(0.15f), MathF.Log(0.05f)];
        int[] Counts(TokenSampling sampling) => [.. Enumerable.Range(0, 4000).Select(i => sampling.Draw(logits, text: i, place: 3)).CountBy(t => t).OrderBy(p => p.Key).Select(p => p.Value)];

        Assert.All(Counts(new TokenSampling(1, Seed: 1)).Zip([0.5, 0.3, 0.15, 0.05]), pair => Assert.InRange(pair.First / 4000.0, pair.Second - 0.03, pair.Second + 0.03));
        Assert.Equal(2, Counts(new TokenSampling(1, Seed: 1, Share: 0.8)).Length);
        Assert.Equal(4000, Assert.Single(Counts(new TokenSampling(0.01, Seed: 1))));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void SamplingThatDrawsNothingIsRefused(double temperature, double share) =>
        Assert.Throws<TrainingException>(() => TeacherConversations.Invent(_teacher, _tokenizer, 1, new TokenSampling(temperature, Seed: 1, share)));

    public override void Dispose()
    {
        _teacher.Dispose();
        base.Dispose();
    }
}
