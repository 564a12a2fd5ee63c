using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using OptPolicy.Runtime.Tests.Pipeline;
using OptPolicy.Runtime.Tests.Retrieval;
using OptPolicy.Runtime.Tests.Storage;

namespace OptPolicy.Runtime.Tests.Intents;

public sealed class TrainedHeadTests
{
    private static readonly ImmutableArray<string> Names = ["parcel", "refund"];

    private static readonly string[][] Questions =
    [
        ["where is my parcel", "when does the parcel come", "has my parcel been sent", "my parcel is late", "track the parcel please", "parcel not here yet", "how long takes a parcel"],
        ["I want a refund", "give me my refund", "refund this order", "when is the refund paid", "refund please", "how do I get a refund", "no refund yet"],
    ];

    private static IntentExample[] Examples => [.. Questions.SelectMany(static (texts, intent) => texts.Select(t => new IntentExample(t, intent, WordVectors.Of(t))))];

    private static TrainedHeadData Trained(string embedder = "words") => TrainedHeadFit.Fit(Names, Examples, embedder, 0.95, 1, default).Head;

    [Fact]
    public void QuestionsGoToTheIntentWhoseWordsTheyUseAndStrangersToNone()
    {
        var head = new TrainedHead(Trained());

        Assert.Equal("refund", Ask(head, "please refund my money").Intent);
        Assert.Equal("parcel", Ask(head, "is the parcel lost").Intent);
        Assert.Equal("none", Ask(head, "sing about penguins").Intent);
    }

    [Fact]
    public void SameQuestionsAndSeedGiveTheSameBytes() => Assert.Equal(TrainedHeadFile.Write(Trained()), TrainedHeadFile.Write(Trained()));

    [Fact]
    public void FileGivesTheHeadBack()
    {
        var head = Trained();
        using var file = new MemoryStream(TrainedHeadFile.Write(head));
        var read = new TrainedHead(TrainedHeadFile.Read(file));

        Assert.Equal((head.Embedder, head.Threshold), (read.Data.Embedder, read.Data.Threshold));
        foreach (var example in Examples)
        {
            var (wanted, got) = (new TrainedHead(head).Score(example.Text, example.Vector), read.Score(example.Text, example.Vector));
            Assert.Equal(wanted.Intent, got.Intent);
            Assert.Equal(wanted.Score, got.Score, 0.001f);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(200)]
    public void CutFileIsRefused(int length)
    {
        using var file = new MemoryStream(TrainedHeadFile.Write(Trained())[..length]);

        Assert.Throws<InvalidDataException>(() => TrainedHeadFile.Read(file));
    }

    [Fact]
    public void OtherFileIsRefused()
    {
        using var file = new MemoryStream("not a head at all"u8.ToArray());

        Assert.Throws<InvalidDataException>(() => TrainedHeadFile.Read(file));
    }

    [Fact]
    public async Task PolicyTakesTheIntentFromItsTrainedFile()
    {
        using var folder = new TemporaryFolder();
        using var desk = Desk(folder, WordsFingerprint);
        await desk.AskAsync("please refund my money");

        Assert.Equal(("refund", "b"), (desk.Trace.Intent, desk.Trace.Model));
    }

    [Fact]
    public async Task FileOfAnotherEmbedderIsAMistakeOfConfiguration()
    {
        using var folder = new TemporaryFolder();
        using var desk = Desk(folder, "other");

        Assert.Contains("another embedder", (await Assert.ThrowsAsync<PolicyConfigurationException>(() => desk.AskAsync("refund"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IntentThatTheFileDoesNotKnowIsAMistakeOfConfiguration()
    {
        using var folder = new TemporaryFolder();
        using var desk = Desk(folder, WordsFingerprint, "complaint");

        Assert.Contains("'complaint'", (await Assert.ThrowsAsync<PolicyConfigurationException>(() => desk.AskAsync("refund"))).Message, StringComparison.Ordinal);
    }

    // What the runtime makes of a generator that says nothing about itself.
    private static string WordsFingerprint
    {
        get
        {
            using var words = new CountedWords();
            return new GeneratedEmbedder(words, new EmbedderInfo("words", EmbedderSource.Client, null), "test").Fingerprint;
        }
    }

    private static Desk Desk(TemporaryFolder folder, string fingerprint, string second = "parcel")
    {
        var path = folder.File("desk.intents");
        File.WriteAllBytes(path, TrainedHeadFile.Write(Trained(fingerprint)));
        return IntentDesk.Of(IntentDesk.Policy(set: new(0, [new("refund", []), new(second, [])]) { Trained = path }), new CountedWords());
    }

    private static IntentGuess Ask(TrainedHead head, string question) => head.Recognise(question, WordVectors.Of(question));
}
