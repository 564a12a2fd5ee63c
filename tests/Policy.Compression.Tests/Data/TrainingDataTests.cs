using OptPolicy.Compression.Data;

namespace OptPolicy.Compression.Tests.Data;

public sealed class TrainingDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optpolicy-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ConversationsSurviveTheirFile()
    {
        var path = Path.Combine(_folder, "chats.jsonl");
        Conversation[] chats = [new([new("user", "naïve \"quote\"\n<b>"), new("assistant", "é")]), new([new("system", "s")])];
        ConversationFile.Write(path, chats);

        Assert.Equal(chats.Select(c => c.ToChatMarkup()), ConversationFile.Read(path).Select(c => c.ToChatMarkup()));
        Assert.Equal("<|im_start|>system\ns<|im_end|>\n", chats[1].ToChatMarkup());
    }

    [Theory]
    [InlineData("{\"messages\": [", ":2: not a JSON conversation")]
    [InlineData("{\"text\": \"x\"}", ":2: 'messages' is missing or empty")]
    [InlineData("{\"messages\": []}", ":2: 'messages' is missing or empty")]
    [InlineData("{\"messages\": [{\"role\": \"user\"}]}", ":2: every message needs a 'role' and a 'content'")]
    public void BadLineIsNamed(string line, string expected)
    {
        var path = WriteFile("chats.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}\n" + line + "\n");

        var error = Assert.Throws<TrainingDataException>(() => ConversationFile.Read(path));
        Assert.Contains(path + expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyOrAbsentFilesAreNamed()
    {
        Assert.Contains("is empty", Assert.Throws<TrainingDataException>(() => ConversationFile.Read(WriteFile("empty.jsonl", ""))).Message, StringComparison.Ordinal);
        Assert.Contains("has no conversations", Assert.Throws<TrainingDataException>(() => ConversationFile.Read(WriteFile("blank.jsonl", "\n\n"))).Message, StringComparison.Ordinal);
        Assert.Contains("absent.jsonl", Assert.Throws<TrainingDataException>(() => ConversationFile.Read(Path.Combine(_folder, "absent.jsonl"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LineThatIsNotUtf8IsNamed()
    {
        var path = Path.Combine(_folder, "latin1.txt");
        File.WriteAllBytes(path, [.. "first\nsecond\ncaf"u8, 0xE9, .. "\n"u8]);

        var error = Assert.Throws<TrainingDataException>(() => ConversationFile.Read(path));
        Assert.Contains(path + ":3: not UTF-8 (byte 0xE9)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SlotsBecomeArgumentsOfAToolCall()
    {
        WriteFile("train.seq.in", "play a song by brian epstein \nrate this 5\n");
        WriteFile("train.seq.out", "O O B-music_item O B-artist I-artist \nO O B-rating_value\n");
        WriteFile("train.label", "PlayMusic\nRateBook\n");

        var chats = SlotFillingConversations.Read(_folder, "train");

        Assert.Equal("play a song by brian epstein", chats[0].Messages[0].Content);
        Assert.Equal("<tool_call>\n{\"name\":\"PlayMusic\",\"arguments\":{\"music_item\":\"song\",\"artist\":\"brian epstein\"}}\n</tool_call>", chats[0].Messages[1].Content);
        Assert.Equal("<tool_call>\n{\"name\":\"RateBook\",\"arguments\":{\"rating_value\":\"5\"}}\n</tool_call>", chats[1].Messages[1].Content);
    }

    [Fact]
    public void LabelsThatDoNotFitTheWordsAreNamed()
    {
        WriteFile("train.seq.in", "one two\nthree four\n");
        WriteFile("train.seq.out", "O O\nO\n");
        WriteFile("train.label", "A\nB\n");

        var error = Assert.Throws<TrainingDataException>(() => SlotFillingConversations.Read(_folder, "train"));
        Assert.Contains("train.seq.out:2: 1 labels for 2 words", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HeldOutBlocksComeFromAllOverTheText()
    {
        var path = WriteFile("text.txt", string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}\n")));
        var split = TextSplit.Of(path, blockLines: 5, every: 10);

        Assert.Equal(["45", "46", "47", "48", "49", "95", "96", "97", "98", "99"], split.HeldOut);
        Assert.Equal(90, split.Training.Count);
        Assert.Empty(split.Training.Intersect(split.HeldOut));
        var error = Assert.Throws<TrainingDataException>(() => TextSplit.Of(path, blockLines: 50, every: 10));
        Assert.Contains("has 100 lines, too few to hold out one block of 50 in 10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CopyingExercisesRepeatTheirPassage()
    {
        var passage = string.Join(' ', Enumerable.Repeat("word", 20));
        var path = WriteFile("text.txt", $"short\n{passage}\n");

        var exercises = CopyingConversations.Draw(path, count: 3, seed: 1);

        Assert.Equal(3, exercises.Count);
        Assert.All(exercises, e => Assert.Equal((true, passage), (e.Messages[0].Content.EndsWith("\n" + passage, StringComparison.Ordinal), e.Messages[1].Content)));
    }

    private string WriteFile(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
